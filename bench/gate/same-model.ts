/** A model against itself, through evaluate and deploy as they are shipped: how often the one is put in place of the other. */
import { digest } from '../../core/digest';
import { deploy } from '../../functions/deploy/handler';
import { evaluate } from '../../functions/evaluate/handler';
import { parsePrompt } from '../../core/prompt';
import type { Question } from '../../functions/shared/models/provider';
import { defineStage } from '../../functions/shared/stage/stage';
import versioned from '../../schemas/events/examples/dataset.versioned.v1.json';
import finished from '../../schemas/events/examples/tuning.finished.v1.json';
import productionExample from '../../schemas/examples/production.json';
import type { EventData, Production } from '../../schemas/generated/types';
import { createWorld, exampleRun, pushed, settled } from '../../test/functions/fakes';
import type { Figure } from '../figure';
import { errorOf } from './nulls';

const heldOut = 120;

/** The share of the examples that the model answers rightly. */
const right = 0.7;

const line = (n: number) =>
  JSON.stringify({
    systemInstruction: { role: 'system', parts: [{ text: 'Sum up.' }] },
    contents: [
      { role: 'user', parts: [{ text: `question ${n}` }] },
      { role: 'model', parts: [{ text: `answer ${n}` }] },
    ],
  });

/** Evenly out of [0, 1), the same for the same text. */
const evenly = (text: string): number => parseInt(digest(text).slice(0, 12), 16) / 16 ** 12;

/**
 * Answers at once: the base knows nothing, and the tuned one and production are one model. `sampled` answers vary from one asking to
 * the next, as a model's do at a temperature above 0; the others do not.
 */
const instantModel =
  (isSampled: boolean, seed: string) =>
  async ({ model, request }: Question) => {
    const text = request.turns[0]!.text;
    const asking = isSampled ? `${seed} ${model} ${text}` : `${seed} ${text}`;
    const knows = !model.startsWith('base/') && evenly(asking) < right;
    return {
      outcome: 'answered' as const,
      text: knows ? text.replace('question', 'answer') : 'no idea',
      finishReason: 'STOP',
      usage: { inputTokens: 2, outputTokens: 2, thoughtTokens: 0 },
    };
  };

/** Whether a run whose candidate is the model in production replaces it. */
async function replacesItself(isSampled: boolean, seed: string): Promise<boolean> {
  const world = createWorld();
  const run = exampleRun(({ pipeline }) => {
    pipeline.evaluation.metrics = ['exactMatch'];
    pipeline.evaluation.maximumExamples = heldOut;
    pipeline.deployment.gate = { ...pipeline.deployment.gate, metric: 'exactMatch', minimum: 0 };
  });
  // The run is what is drawn by: the same for every decision would be the same draw a thousand times.
  run.run = `20261123-${digest(seed).slice(0, 8)}`;
  await world.ledger.createRun(run);
  const times = { startedAt: '2026-11-23T10:00:00Z', finishedAt: '2026-11-23T10:00:01Z' };
  const dataset = { ...versioned, run: run.run };
  const output = { type: 'landfall.dataset.versioned.v1', data: dataset };
  await world.ledger.recordResult(run, { stage: 'transform', status: 'succeeded', ...times, output });
  world.objects.put(versioned.trainUri, Array.from({ length: 20 }, (_, n) => line(1000 + n)).join('\n'));
  world.objects.put(versioned.evaluationUri, Array.from({ length: heldOut }, (_, n) => `${line(n)}\n`).join(''));
  const production: Production = {
    ...(productionExample as unknown as Production),
    run: '20261101-00000000',
    serving: [{ endpoint: 'e/production', share: 1 }],
    promptDigest: parsePrompt(run.configuration.prompt).digest,
  };
  await world.ledger.replaceProduction(production, undefined);

  const generation = { generate: instantModel(isSampled, seed), modelOf: ({ id }: { id: string }) => `base/${id}` };
  const stages = {
    'landfall.tuning.finished.v1': defineStage({
      name: 'evaluate',
      createDeps: () => ({ ...world, generationOf: () => generation }),
      handle: evaluate,
    }),
    'landfall.model.evaluated.v1': defineStage({ name: 'deploy', createDeps: () => world, handle: deploy }),
  };
  const tuned = { ...finished, run: run.run } as EventData['landfall.tuning.finished.v1'];
  await stages['landfall.tuning.finished.v1'](pushed('landfall.tuning.finished.v1', tuned));
  const evaluated = world.published[0]!.data as EventData['landfall.model.evaluated.v1'];
  await stages['landfall.model.evaluated.v1'](pushed('landfall.model.evaluated.v1', evaluated));
  await settled();
  return (await world.ledger.findProduction(run.pipeline))!.value.run === run.run;
}

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
