/** The models that serve a pipeline, each with the prompt that it was tuned on, kept for a moment between requests. */
import { deploymentIn, type DeployedModel } from '../../../core/canary/rollout';
import { pointerFreshness } from '../../../core/production';
import { promptDeployed, promptOf, shotsBefore } from '../../../core/candidates';
import { callersFields, type CallersFields } from '../../../core/chain/wiring';
import type { Turn } from '../../../core/contents';
import { isPermanent } from '../../../core/errors';
import { labelsOf } from '../../../core/labels';
import type { RunName } from '../../../core/ledger-layout';
import type { Configuration, DatasetCard, Production } from '../../../schemas/generated/types';
import { configurationOf } from '../../shared/stage/ledger';
import { findShots } from '../../shared/evaluation/asked-as';
import type { Prompt } from '../../../core/prompt';
import type { ServeDeps } from '../deps';
import { HttpProblem } from '../../shared/http/problem';

export interface ServedModel {
  deployment: DeployedModel;
  prompt: Prompt;
  /** Turns that stand before every question. */
  before?: Turn[];
  /** Of the run behind it. */
  configuration: Configuration;
  /** The only answers that there may be: as they were when it was tuned. */
  choices?: string[];
}

/** A canary that cannot be asked what production is asked. */
export interface UnservedModel {
  deployment: DeployedModel;
  problem: Error;
}

export interface Serving {
  production: Production;
  control: ServedModel;
  /** Present while one is under way. */
  canary?: ServedModel | UnservedModel;
}

export const isServed = (model: ServedModel | UnservedModel): model is ServedModel => !('problem' in model);

type World = Pick<ServeDeps, 'ledger' | 'objects'>;

/** A look at the pointer: what it finds is no older than its begin. */
interface Lookup {
  begun: number;
  found: Promise<{ generation: string; serving: Serving }>;
}

interface Lookups {
  /** The newest that has found something. */
  last?: Lookup;
  /** One under way. */
  next?: Lookup | undefined;
}

/**
 * Finds what serves a pipeline: from memory, if it was looked at within `pointerFreshness`. From half of that on the next request has it
 * looked at beside its own work, so that under load nobody waits; many at once look but once. The runs behind the pointer are read
 * only when its generation is another, or the canary's could not be read.
 */
export function createProductionCache({ ledger, objects, clock, log }: World & Pick<ServeDeps, 'clock' | 'log'>) {
  const known = new Map<string, Lookups>();

  return async function findServing(pipeline: string): Promise<Serving> {
    const now = clock.now().getTime();
    const age = (look: Lookup | undefined): number => (look ? now - look.begun : Infinity);
    const looks = known.get(pipeline) ?? {};
    known.set(pipeline, looks);
    // One that was begun before the process was frozen would tell of then.
    if (age(looks.last) >= pointerFreshness / 2 && age(looks.next) >= pointerFreshness)
      looks.next = look(pipeline, looks, now);
    const { found } = age(looks.last) < pointerFreshness ? looks.last! : looks.next!;
    return (await found).serving;
  };

  function look(pipeline: string, looks: Lookups, begun: number): Lookup {
    const one: Lookup = { begun, found: read(pipeline, looks.last) };
    const end = (): void => {
      if (looks.next === one) looks.next = undefined;
    };
    one.found.then(
      () => {
        end();
        if (!looks.last || looks.last.begun < begun) looks.last = one;
      },
      // Whoever waits for it hears of it; what was never found is not remembered.
      () => {
        end();
        if (!looks.last) known.delete(pipeline);
      },
    );
    return one;
  }

  async function read(pipeline: string, last: Lookup | undefined): Lookup['found'] {
    const pointer = await ledger.findProduction(pipeline);
    if (!pointer)
      throw new HttpProblem(
        404,
        `nothing of ${pipeline} is in production`,
        `drop a dataset for it, and wait for its deployment`,
      );
    const { generation, value } = pointer;
    const before = await last?.found;
    const isWhole = before?.generation === generation && (!before.serving.canary || isServed(before.serving.canary));
    const serving = isWhole ? before.serving : await load(value, { ledger, objects });
    if (serving.canary && !isServed(serving.canary))
      log.error(`the canary of ${pipeline} cannot be asked: ${serving.canary.problem.message}`, {
        pipeline,
        run: serving.canary.deployment.run,
      });
    return { generation, serving };
  }
}

/** @throws HttpProblem when production's model and template do not belong together; a canary's problem stands in its place. */
async function load(production: Production, world: World): Promise<Serving> {
  const { pipeline, canary } = production;
  const control = await loadModel(pipeline, deploymentIn(production), world);
  if (!canary) return { production, control };
  try {
    const beside = await loadModel(pipeline, canary, world);
    checkFields(control, beside);
    return { production, control, canary: beside };
  } catch (error) {
    return { production, control, canary: { deployment: canary, problem: error as Error } };
  }
}

/** @throws HttpProblem when the model and the template do not belong together. */
async function loadModel(
  pipeline: string,
  deployment: DeployedModel,
  { ledger, objects }: World,
): Promise<ServedModel> {
  const run = await ledger.findRun({ pipeline, run: deployment.run });
  if (!run) throw new HttpProblem(500, `the run ${deployment.run} behind the model is gone`, 'deploy another run');
  const configuration = configurationOf(run);
  const prompt = promptDeployed(deployment, configuration);
  if (!prompt) {
    const own = promptOf(deployment.candidate, configuration).digest.slice(0, 12);
    const what = `the model was tuned on another prompt (${deployment.promptDigest.slice(0, 12)}) than its run has (${own})`;
    throw new HttpProblem(409, what, 'deploy a run that was tuned on this prompt');
  }
  const before = await findBefore(run, deployment, configuration, { ledger, objects });
  const model = { deployment, prompt, configuration, ...(before.length > 0 && { before }) };
  return configuration.pipeline.generation.choices
    ? { ...model, choices: await findChoices(run, { ledger, objects }) }
    : model;
}

/** The turns that stand before every question. @throws HttpProblem when they are gone: it would answer otherwise than it was found to */
async function findBefore(
  run: RunName,
  { candidate, promptDigest }: DeployedModel,
  configuration: Configuration,
  world: World,
): Promise<Turn[]> {
  const { examples = 0 } = shotsBefore(candidate, configuration);
  if (examples === 0) return [];
  try {
    return (await findShots(run, promptDigest, world)).slice(0, examples).flat();
  } catch (error) {
    if (!isPermanent(error)) throw error;
    throw new HttpProblem(500, `${error.message}: ${error.where}`, error.fix ?? 'deploy another run', { cause: error });
  }
}

/** What callers send: the fields of its chain, or of the prompt that it was tuned on. */
export const fieldsFor = ({ configuration, prompt }: ServedModel): CallersFields =>
  callersFields(configuration, prompt);

/** One request goes to either. @throws HttpProblem when the canary is to be sent other fields */
function checkFields(control: ServedModel, canary: ServedModel): void {
  const fieldsOf = (model: ServedModel): string => fieldsFor(model).fields.toSorted().join(', ');
  if (fieldsOf(control) === fieldsOf(canary)) return;
  const what = `its prompt has the fields ${fieldsOf(canary)}, and production's has ${fieldsOf(control)}`;
  throw new HttpProblem(409, what, 'deploy it at once, when its callers send the new fields');
}

/** The labels of the dataset version that it was tuned on. @throws HttpProblem when they are gone: an answer could be anything */
async function findChoices(run: RunName, { ledger, objects }: World): Promise<string[]> {
  const { cardUri } = (await ledger.findOutput(run, 'transform'))?.data ?? {};
  const card = cardUri && (await objects.read(cardUri));
  if (!card) throw new HttpProblem(500, `the dataset version of the run ${run.run} is gone`, 'deploy another run');
  return labelsOf(JSON.parse(card.text) as DatasetCard);
}
