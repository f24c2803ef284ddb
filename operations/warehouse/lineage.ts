/** The lineage of a run, a dataset version, a model, an endpoint or an answer: up to landed objects, down to what was answered. */
import { validate as isUuid } from 'uuid';
import { readAnswer } from './answer';
import type { Cloud } from '../cloud';
import { descend, flatten, nodesNamed, type Descent, type Node, type DescentStep } from '../runs/descent';
import { OperationError, exitCodes } from '../errors';
import { mostLike } from '../most-like';
import { ask } from './warehouse';

export interface Lineage {
  of: Node;
  from: Descent[];
  to: Descent[];
  /** How many answers of it are on record, by run and endpoint. */
  answers: { run: string; endpoint: string; count_answers: number }[];
}

/** @throws OperationError (usage) for an id of nothing, or of several things */
export async function readLineage(cloud: Cloud, id: string): Promise<Lineage> {
  const view = (name: string) => `${cloud.status.project}.landfall.${name}`;
  const steps = await ask<DescentStep>(cloud, 'lineage-steps.sql', { genealogy: view('genealogy') }, {});
  const found = isUuid(id) ? await ofAnswer(cloud, steps, id) : ofNode(steps, findNode(steps, id));
  const endpoints = [found.of, ...flatten([...found.from, ...found.to])]
    .filter(({ kind }) => kind === 'endpoint')
    .map((one) => one.id);
  if (endpoints.length === 0) return { ...found, answers: [] };
  const runs = runsOf(found);
  // None of them has answered before it was made of something.
  const since = steps.find(({ run }) => runs.includes(run))!.at;
  const answers = await ask<Lineage['answers'][number]>(
    cloud,
    'lineage-answers.sql',
    { answers: view('answers') },
    { since, endpoints: [...new Set(endpoints)] },
  );
  return { ...found, answers: answers.filter(({ run }) => runs.includes(run)) };
}

type Found = Omit<Lineage, 'answers'>;

/** Every run that has to do with it. */
export const runsOf = ({ from, to }: Found): string[] => [...new Set(flatten([...from, ...to]).map(({ run }) => run))];

const ofNode = (steps: DescentStep[], of: Node): Found => ({
  of,
  from: descend(steps, of, 'up'),
  to: descend(steps, of, 'down'),
});

/** An answer comes from the endpoint that gave it, and leads to nothing that is on record. */
async function ofAnswer(cloud: Cloud, steps: DescentStep[], id: string): Promise<Found> {
  const { run, endpoint, made_at } = await readAnswer(cloud, id);
  const gave: Node = { kind: 'endpoint', id: endpoint };
  const next = descend(steps, gave, 'up', run);
  return { of: { kind: 'answer', id }, from: [{ ...gave, run, at: made_at, next }], to: [] };
}

function findNode(steps: DescentStep[], name: string): Node {
  const found = nodesNamed(steps, name);
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    throw new OperationError(`"${name}" may be one of ${found.length}.`, {
      exitCode: exitCodes.usage,
      why: found.map(({ kind, id }) => `${kind} ${id}`).join('\n'),
      next: 'the same command with one of these, whole',
    });
  const known = steps.flatMap(({ parent, child }) => [parent, child]);
  const similar = mostLike(name, [...new Set(known)]);
  throw new OperationError(`Nothing on record is called "${name}".`, {
    exitCode: exitCodes.usage,
    why: similar
      ? `the most similar is ${similar}`
      : 'it is the id of a run, a dataset version, a model, an endpoint or an answer, which are on record seconds after they are made',
    next: 'npx landfall runs',
  });
}
