/** The model in production with the prompt it was tuned on, kept for a moment between requests. */
import { labelsOf } from '../../core/labels';
import type { RunName } from '../../core/ledger-layout';
import type { Configuration, DatasetCard, Production } from '../../schemas/generated/types';
import type { Clock } from '../shared/stage/clock';
import { configurationOf, type Ledger } from '../shared/stage/ledger';
import { parsePrompt, type Prompt } from '../../core/prompt';
import type { Objects } from '../shared/stage/objects';
import { HttpProblem } from './http-problem';

export interface ProductionModel {
  production: Production;
  prompt: Prompt;
  /** Of the run behind it. */
  configuration: Configuration;
  /** The only answers that there may be: as they were when it was tuned. */
  choices?: string[];
}

/** A new production model answers this long after its deployment at the latest, in milliseconds. */
const freshness = 2_000;

interface World {
  ledger: Ledger;
  objects: Pick<Objects, 'read'>;
}

interface Cached {
  generation: string;
  checkedAt: number;
  model: ProductionModel;
}

/**
 * Finds the production model of a pipeline. Within `freshness` from memory; later it reads the pointer, and the run
 * behind it only when the pointer's generation is another.
 */
export function createProductionCache({ ledger, objects, clock }: World & { clock: Clock }) {
  const cache = new Map<string, Cached>();

  return async function findModel(pipeline: string): Promise<ProductionModel> {
    const now = clock.now().getTime();
    const cached = cache.get(pipeline);
    if (cached && now - cached.checkedAt < freshness) return cached.model;

    const pointer = await ledger.findProduction(pipeline);
    if (!pointer)
      throw new HttpProblem(
        404,
        `nothing of ${pipeline} is in production`,
        `drop a dataset for it, and wait for its deployment`,
      );
    const model =
      cached?.generation === pointer.generation ? cached.model : await load(pointer.value, { ledger, objects });
    cache.set(pipeline, { generation: pointer.generation, checkedAt: now, model });
    return model;
  };
}

/** @throws HttpProblem when the model and the template do not belong together. */
async function load(production: Production, { ledger, objects }: World): Promise<ProductionModel> {
  const run = await ledger.findRun(production);
  if (!run) throw new HttpProblem(500, `the run ${production.run} behind production is gone`, 'deploy another run');
  const configuration = configurationOf(run);
  const prompt = parsePrompt(configuration.prompt);
  if (prompt.digest !== production.promptDigest) {
    const what = `the model was tuned on another prompt (${production.promptDigest.slice(0, 12)}) than its run has (${prompt.digest.slice(0, 12)})`;
    throw new HttpProblem(409, what, 'deploy a run that was tuned on this prompt');
  }
  const model = { production, prompt, configuration };
  return configuration.pipeline.generation.choices
    ? { ...model, choices: await findChoices(run, { ledger, objects }) }
    : model;
}

/** The labels of the dataset version that it was tuned on. @throws HttpProblem when they are gone: an answer could be anything */
async function findChoices(run: RunName, { ledger, objects }: World): Promise<string[]> {
  const { cardUri } = (await ledger.findOutput(run, 'transform'))?.data ?? {};
  const card = cardUri && (await objects.read(cardUri));
  if (!card) throw new HttpProblem(500, `the dataset version of the run ${run.run} is gone`, 'deploy another run');
  return labelsOf(JSON.parse(card.text) as DatasetCard);
}
