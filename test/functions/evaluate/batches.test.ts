import { describe, expect, test } from '@jest/globals';
import type { Configuration, EvaluationReport } from '../../../schemas/generated/types';
import finished from '../../../schemas/events/examples/tuning.finished.v1.json';
import { base, createShardedEvaluation, tuned } from './sharded-evaluation';

const inBatches =
  (kinds: ('base' | 'tuned')[], change: (pipeline: Configuration['pipeline']) => void = () => {}) =>
  ({ pipeline, baseModels }: Configuration) => {
    pipeline.evaluation.looks = 'off';
    pipeline.evaluation.batchAbove = 50;
    for (const each of Object.values(baseModels)) Object.assign(each, { batchPrediction: kinds });
    change(pipeline);
  };

const numberIn = (question: string) => Number(question.slice('question '.length));

/** As the models of the evaluation answer one by one. */
const says = (question: string, model: string) => {
  const number = numberIn(question);
  const knows = model.includes('publishers/') ? number % 10 === 0 : number % 5 > 0;
  return { text: knows ? `answer ${number}` : 'no idea' };
};

async function evaluated(kinds: ('base' | 'tuned')[], change?: (pipeline: Configuration['pipeline']) => void) {
  const evaluation = await createShardedEvaluation(100, inBatches(kinds, change));
  evaluation.batchEnds = () => evaluation.batches.end(says);
  const reported = async () => JSON.parse((await evaluation.report())!) as EvaluationReport;
  return { evaluation, reported, asked: (model: string) => evaluation.asked.filter((each) => each.model === model) };
}

describe('an evaluation whose answers are asked for in batches', () => {
  test('asks nothing one by one but the first part, and says the same', async () => {
    const { evaluation, reported, asked } = await evaluated(['base']);
    await evaluation.deliver();
    expect(evaluation.batches.jobs).toMatchObject([{ model: expect.stringMatching(/^publishers\/google\/models\//) }]);
    expect([asked(base).length, asked(tuned).length]).toEqual([5, 100]);
    const alone = await createShardedEvaluation(100);
    await alone.deliver();
    const found = (await evaluation.result())!;
    expect(found).toMatchObject({ metrics: (await alone.result())!.metrics, examples: 100 });
    const { predictions } = await reported();
    const inBatch = predictions.filter(({ answers }) => answers['base']!.inBatch);
    expect(inBatch).toHaveLength(95);
    // What was not measured is not known: how long the base takes.
    expect(found.measurements!['base']).not.toHaveProperty('latencySeconds');
    expect(found.measurements!['lora-8']).toHaveProperty('latencySeconds');
  });

  test('asks a tuned model by its own name where its base lets it', async () => {
    const { evaluation, asked } = await evaluated(['base', 'tuned']);
    await evaluation.deliver();
    const [model] = finished.candidates[0]!.model!.split('@');
    expect(evaluation.batches.jobs.map((job) => job.model)).toEqual([expect.any(String), model]);
    expect(asked(tuned)).toHaveLength(5);
    expect(await evaluation.result()).toMatchObject({ metrics: { 'lora-8': { exactMatch: 0.8 } } });
  });

  test('goes in looks too, a batch for each, and saves at its price', async () => {
    const evaluation = await createShardedEvaluation(300, (configuration) => {
      inBatches(['base'])(configuration);
      configuration.pipeline.evaluation.looks = 'auto';
      configuration.pipeline.deployment.gate.minimum = 0;
      const price = { currency: 'USD', input: 1, output: 2, tunedFactor: 2, batchFactor: 0.5 };
      for (const each of Object.values(configuration.baseModels)) Object.assign(each, { price });
    });
    evaluation.batchEnds = () => evaluation.batches.end(says);
    await evaluation.deliver();
    const { looks } = (await evaluation.result())!;
    // Half of 6 millionths of the base, 12 of the tuned model.
    expect(looks!.priceSaved).toBeCloseTo((looks!.answersSaved / 2) * 15e-6, 12);
    expect(evaluation.batches.jobs).toHaveLength(looks!.taken);
  });

  test('waits for the batch, and is not held to how often it comes back', async () => {
    const { evaluation } = await evaluated(['base']);
    let ticks = 0;
    evaluation.batchEnds = () => {
      if ((ticks += 1) === 120) evaluation.batches.end(says);
    };
    await evaluation.deliver();
    expect(await evaluation.result()).toMatchObject({ examples: 100 });
    expect(evaluation.world.lines).toContainEqual(
      expect.objectContaining({ waitsFor: { batch: evaluation.batches.jobs[0]!.name } }),
    );
    expect(evaluation.batches.jobs).toHaveLength(1);
  });

  test('has no score of a line that failed, or was lost, and says why', async () => {
    const { evaluation, reported } = await evaluated(['base']);
    const status = `Bad Request: ${JSON.stringify({ error: { code: 400, message: 'use a valid role', status: 'INVALID_ARGUMENT' } })}`;
    const [failed, lost] = [7, 8];
    // Two that are none of the first part.
    evaluation.batchEnds = () =>
      evaluation.batches.end((question, model) => {
        const place = evaluation.asked.length > 0 ? numberIn(question) : -1;
        return place % 50 === failed ? { status } : place % 50 === lost ? undefined : says(question, model);
      });
    await evaluation.deliver();
    const { predictions } = await reported();
    const rejections = predictions.flatMap(({ answers }) => answers['base']!.rejection ?? []);
    expect(new Set(rejections)).toEqual(new Set(['use a valid role', 'the batch has ended without an answer to it']));
    expect((await evaluation.result())!.unscored).toEqual({ base: rejections.length });
  });

  test.each<[string, (evaluation: Awaited<ReturnType<typeof evaluated>>['evaluation']) => void]>([
    ['is not taken', ({ batches }) => void (batches.refuse = { code: 3, message: 'Do not support publisher model' })],
    ['fails', (evaluation) => void (evaluation.batchEnds = () => evaluation.batches.end(says, 'JOB_STATE_FAILED'))],
    ['expires', (evaluation) => void (evaluation.batchEnds = () => evaluation.batches.end(says, 'JOB_STATE_EXPIRED'))],
  ])('asks one by one where the batch %s', async (_, spoil) => {
    const { evaluation, asked } = await evaluated(['base']);
    spoil(evaluation);
    await evaluation.deliver();
    expect([asked(base).length, asked(tuned).length]).toEqual([100, 100]);
    expect(evaluation.batches.jobs.length).toBeLessThanOrEqual(1);
    expect(evaluation.world.lines).toContainEqual(
      expect.objectContaining({ severity: 'WARNING', message: expect.stringMatching(/^base answers no batch/) }),
    );
  });

  test.each<[string, (pipeline: Configuration['pipeline']) => void]>([
    ['the pipeline does not ask for it', ({ evaluation }) => delete evaluation.batchAbove],
    ['there are no more answers than it says', ({ evaluation }) => void (evaluation.batchAbove = 100)],
  ])('is asked for none where %s', async (_, change) => {
    const { evaluation } = await evaluated(['base', 'tuned'], change);
    await evaluation.deliver();
    expect(evaluation.batches.jobs).toEqual([]);
  });

  test('asks a candidate one by one of which one checkpoint answers: a batch would ask another', async () => {
    const { evaluation } = await evaluated(['base', 'tuned'], ({ tuning }) => {
      for (const candidate of tuning.candidates) candidate.checkpoints = 'best';
    });
    await evaluation.deliver();
    expect(evaluation.batches.jobs.map(({ model }) => model)).toEqual([expect.stringContaining('publishers/')]);
  });

  test('asks candidates one by one whose seconds the gate has a ceiling for', async () => {
    const { evaluation } = await evaluated(['base', 'tuned'], ({ deployment }) => {
      deployment.gate.maximum = { latencySeconds: 2 };
    });
    await evaluation.deliver();
    expect(evaluation.batches.jobs.map(({ model }) => model)).toEqual([expect.stringContaining('publishers/')]);
  });
});
