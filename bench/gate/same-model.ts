/** A model against itself, through evaluate and deploy as they are shipped: how often the one is put in place of the other. */
import { parsePrompt } from '../../core/prompt';
import { deploy } from '../../functions/deploy/handler';
import { evaluate } from '../../functions/evaluate/handler';
import { defineStage } from '../../functions/shared/stage/stage';
import productionExample from '../../schemas/examples/production.json';
import type { EventData, Production } from '../../schemas/generated/types';
import { pushed } from '../../test/functions/fakes';
import type { Figure } from '../figure';
import { evenly, instantModels, landedFor } from './instant-pipeline';
import { errorOf } from './nulls';
import { createFakeBatches } from '../../test/functions/fake-batches';

const heldOut = 120;

/** The share of the examples that the model answers rightly; the base answers none. */
const right = 0.7;

/**
 * `sampled` answers vary from one asking to the next, as a model's do at a temperature above 0 and with a seed that moves; the others do
 * not, as functions/shared/models fixes the seed.
 */
const kinds = [
  { name: 'the same answers', isSampled: false, most: 0.01 },
  { name: `sampled answers, ${right * 100} % right`, isSampled: true, most: 0.05 },
];

/** So many decisions of each kind, each the first of its pipeline, which has the most level. */
export async function sameModelFigures(runs: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, isSampled, most } of kinds) {
    let replaced = 0;
    for (let decision = 0; decision < runs; decision++)
      replaced += Number(await replacesItself(isSampled, `${name} ${decision}`));
    const value = (100 * replaced) / runs;
    figures.push({
      name: `a model against itself, ${name}, ${heldOut} rows: promoted`,
      value,
      unit: '%',
      problem: value > 100 * most + errorOf(most, runs) ? `over ${100 * most} %` : undefined,
    });
  }
  return figures;
}

/** Whether a run whose candidate is the model in production replaces it. */
async function replacesItself(isSampled: boolean, seed: string): Promise<boolean> {
  const { world, evaluations, run, tuned } = await landedFor(seed, heldOut);
  const production: Production = {
    ...(productionExample as unknown as Production),
    run: '20261101-00000000',
    serving: [{ endpoint: 'e/production', share: 1 }],
    promptDigest: parsePrompt(run.configuration.prompt).digest,
  };
  await world.ledger.replaceProduction(production, undefined);
  const models = instantModels(({ model, text }) => {
    const asking = isSampled ? `${seed} ${model} ${text}` : `${seed} ${text}`;
    return !model.startsWith('base/') && evenly(asking) < right;
  });

  const receive = defineStage({
    name: 'evaluate',
    createDeps: () => ({
      ...world,
      ...evaluations,
      generationOf: () => models,
      batchOf: createFakeBatches(world.objects).batchOf,
    }),
    handle: evaluate,
  });
  await receive(pushed('landfall.tuning.finished.v1', tuned));
  const evaluated = world.published.find(({ type }) => type === 'landfall.model.evaluated.v1')!;
  // Without steps of a rollout nobody asks for rows, and the tables' names are for that alone.
  const warehouse = {
    until: (): never => {
      throw new Error('nothing is under way that it could be asked about');
    },
  };
  const config = { project: 'p', dataset: 'd', region: 'us-central1' };
  const decide = defineStage({
    name: 'deploy',
    createDeps: () => ({ ...world, config, warehouse, generationOf: () => models, replicationOf: undefined as never }),
    handle: deploy,
  });
  await decide(pushed('landfall.model.evaluated.v1', evaluated.data as EventData['landfall.model.evaluated.v1']));
  return (await world.ledger.findProduction(run.pipeline))!.value.run === run.run;
}
