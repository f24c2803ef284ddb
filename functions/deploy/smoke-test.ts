/** The smoke test: before anybody is given a candidate, its endpoint answers a few of the examples that it answered in the evaluation. */
import { atMost } from '../../core/at-most';
import type { DeployedModel } from '../../core/canary/rollout';
import { isPermanent, PermanentError } from '../../core/errors';
import { shotsBefore } from '../../core/candidates';
import { lines } from '../../core/lines';
import type { EvaluatedExample, EventData } from '../../schemas/generated/types';
import { heldOutFor } from '../shared/evaluation/asked-as';
import { asked } from '../shared/evaluation/asking';
import { findHeldOut } from '../shared/evaluation/held-out';
import type { Answer, Question } from '../shared/models/provider';
import { configurationOf } from '../shared/stage/ledger';
import type { DeployContext } from './context';
import type { Refusal } from './gate';

type Evaluated = EventData['landfall.model.evaluated.v1'];

/** Examples that are asked at the same time. */
const atOnce = 4;

/**
 * Why nobody may be given the candidate; undefined when it answers every one.
 * @throws RetryableError as the provider does: nothing is known then
 */
export async function smokeTest(
  champion: DeployedModel,
  { reportUri }: Evaluated,
  context: DeployContext,
): Promise<Refusal | undefined> {
  const { golden } = configurationOf(context.run).pipeline.deployment.rollout;
  if (golden === 0) return undefined;
  const { log, signal } = context;
  const answered = await answeredBy(champion.candidate, reportUri, golden, context);
  // Whoever passed the gate has answered some: a test of nothing would be passed by anybody.
  if (answered.length === 0)
    return {
      reasons: [`${reportUri} has no held-out example that ${champion.candidate} answered: nothing can be asked again`],
    };
  const questionAt = await questionsOf(champion, context);
  const { candidate, endpoint, replicas = [] } = champion;
  const asked = [endpoint, ...replicas].flatMap((at) => answered.map((line) => ({ at, line })));
  const failures = await atMost(atOnce, asked, async ({ at, line }) => {
    signal.throwIfAborted();
    const reason = await failureOf({ ...(await questionAt(line)), model: at }, context);
    const where = at === endpoint ? 'its endpoint' : at;
    return reason === undefined
      ? []
      : [{ at, reason: `${candidate} did not answer the held-out example of line ${line} at ${where}: ${reason}` }];
  });
  const failed = failures.flat();
  if (failed.length === 0) {
    const where = replicas.length > 0 ? `each of ${1 + replicas.length} endpoints` : 'its endpoint';
    log.info(`${candidate} answers ${answered.length} golden examples at ${where}`);
    return undefined;
  }
  const at = [...new Set(failed.map((each) => each.at))].join(', ');
  return {
    reasons: failed.map(({ reason }) => reason),
    fix: `it answered them when it was evaluated: look at the endpoint ${at}, and drop the batch again`,
  };
}

/** Lines, in the evaluation file, of the first examples of the report that the candidate has answered: what it never did is no news. */
async function answeredBy(
  candidate: string,
  reportUri: string,
  most: number,
  { deps }: DeployContext,
): Promise<number[]> {
  const found: number[] = [];
  for await (const text of lines(deps.objects.openRead(reportUri))) {
    const example = exampleIn(text);
    const outcome = example?.answers[candidate]?.outcome;
    if (outcome === 'answered' || outcome === 'truncated') found.push(example!.line);
    if (found.length === most) break;
  }
  return found;
}

/** A report has an example a line (functions/evaluate/report.ts): no more of it is held than that. */
const exampleIn = (text: string): EvaluatedExample | undefined =>
  /^ *\{"line":/.test(text) ? (JSON.parse(text.replace(/,$/, '')) as EvaluatedExample) : undefined;

/** What it is asked of a line of the evaluation file, as it was in the evaluation. */
async function questionsOf(
  { candidate, endpoint, base, promptDigest }: DeployedModel,
  context: DeployContext,
): Promise<(line: number) => Promise<Question>> {
  const configuration = configurationOf(context.run);
  const heldOut = await findHeldOut(context.run, context.deps);
  if (!heldOut) throw new PermanentError('the held-out examples are not on record', { fix: 'drop the batch again' });
  const shots = shotsBefore(candidate, configuration);
  const subject = { name: candidate, model: endpoint, base, promptDigest, ...shots, configuration };
  const { examples, labels } = await heldOutFor(subject, heldOut, context);
  const questionOf = asked(subject, labels, context);
  return async (line) => {
    const { request } = await examples.read(examples.places.find((place) => place.line === line)!);
    return { model: endpoint, ...questionOf(request) };
  };
}

async function failureOf(question: Question, { run, deps }: DeployContext): Promise<string | undefined> {
  const { generate } = deps.generationOf(configurationOf(run));
  try {
    const answer = await generate(question);
    return answer.outcome === 'answered' || answer.outcome === 'truncated' ? undefined : inWords(answer);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return error.message;
  }
}

const inWords = ({ outcome, finishReason, rejection }: Answer): string =>
  rejection ? rejection.message : outcome === 'empty' ? 'an empty answer' : `${outcome}, ${finishReason}`;
