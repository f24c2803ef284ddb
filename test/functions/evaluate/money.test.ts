import { describe, expect, test } from '@jest/globals';
import { answerPrice } from '../../../core/price';
import { parsePrompt } from '../../../core/prompt';
import { heldIn } from '../../../core/spending';
import production from '../../../schemas/examples/production.json';
import type { Configuration, Spending } from '../../../schemas/generated/types';
import { exampleRun } from '../fakes';
import { killing } from './killing';
import { createShardedEvaluation, type ShardedEvaluation } from './sharded-evaluation';

const run = '20261123-3f9a2c1b';
const price = { currency: 'USD', input: 10_000, output: 10_000, tunedFactor: 2, batchFactor: 0.5 };
const answerUsage = { inputTokens: 2, outputTokens: 2 };
/** Dollars of an answer of the base; of a tuned model twice that. */
const each = answerPrice(answerUsage, price, false);

const priced =
  (budget: number, change: (configuration: Configuration) => void = () => {}) =>
  (configuration: Configuration): void => {
    const { pipeline, baseModels } = configuration;
    pipeline.evaluation.looks = 'off';
    pipeline.generation.maxOutputTokens = 8;
    pipeline.tuning.budget = { run: budget, month: budget };
    for (const model of Object.values(baseModels)) Object.assign(model, { price });
    change(configuration);
  };

async function evaluated(budget: number, examples: number, change?: (configuration: Configuration) => void) {
  const evaluation = await createShardedEvaluation(examples, priced(budget, change));
  const path = 'pipelines/email-summary/spending/2026-11.json';
  const spending = (): Spending => {
    const found = evaluation.world.objects.text(evaluation.world.ledger.artifactUri(path));
    return found ? (JSON.parse(found) as Spending) : { pipeline: 'p', month: '2026-11', currency: 'USD', entries: {} };
  };
  const billed = () =>
    evaluation.asked.reduce((sum, { model }) => sum + (model.startsWith('base/') ? each : 2 * each), 0);
  let uncovered = 0;
  evaluation.says = () => {
    // The one that is asked just now is among them.
    uncovered = Math.max(uncovered, billed() - heldIn(spending(), run).run);
    return undefined;
  };
  const entry = () => spending().entries[`${run}/evaluate`];
  return { evaluation, billed, entry, held: () => heldIn(spending(), run).run, uncovered: () => uncovered };
}

/** The process that makes the call of this number, counted over all processes from 1, can call nothing any more. @param of what its label begins with */
function killAt(evaluation: ShardedEvaluation, number: number, isMade: boolean, of = ''): void {
  let calls = 0;
  killing(evaluation, (label) => {
    if (!label.startsWith(of)) return undefined;
    calls += 1;
    return calls === number ? { isMade } : undefined;
  });
}

describe('the money of an evaluation', () => {
  test('is held before a question is asked, in few draws, and is the bill of all answers in the end', async () => {
    const { evaluation, billed, entry, uncovered } = await evaluated(1000, 300);
    let writes = 0;
    evaluation.process = () => (label, call) => {
      if (label.startsWith('objects.write') && label.includes('spending')) writes += 1;
      return call();
    };
    await evaluation.deliver();
    expect(evaluation.asked.length).toBe(600);
    expect(uncovered()).toBeLessThanOrEqual(0);
    expect(entry()!.spent).toBeCloseTo(billed(), 6);
    expect(Object.keys(entry()!.draws!)).toEqual(['settled']);
    expect(writes).toBeLessThan(60);
  });

  test('is shared where it is little: who asks waits for what others give back', async () => {
    const { evaluation, billed, entry, uncovered } = await evaluated(60, 300);
    await evaluation.deliver();
    expect(await evaluation.result()).toBeDefined();
    expect(uncovered()).toBeLessThanOrEqual(0);
    expect(entry()!.spent).toBeCloseTo(billed(), 6);
  });

  test('ends the evaluation where it is used up, before it is passed', async () => {
    const { evaluation, billed, held } = await evaluated(5, 60);
    await evaluation.deliver();
    const { error } = (await evaluation.world.ledger.findResult({ pipeline: 'email-summary', run }, 'evaluate'))!;
    expect(error!.message).toMatch(/^the next question of the evaluation may take \$.*tuning\.budget\.run/);
    expect(error!.where).toBe('pipelines/email-summary/pipeline.yaml, tuning.budget.run');
    expect(billed()).toBeLessThanOrEqual(5);
    expect(held()).toBeLessThanOrEqual(5);
  });

  test.each([60, 300])(
    'ends the evaluation of %d examples where those of production alone have no room: nothing is deployed uncompared',
    async (examples) => {
      const { evaluation, billed } = await evaluated(100, examples);
      const { ledger } = evaluation.world;
      const dear = exampleRun(({ baseModels }) => {
        for (const model of Object.values(baseModels))
          Object.assign(model, { price: { ...price, input: 1e7, output: 1e7 } });
      });
      dear.run = '20261101-0000000a';
      await ledger.createRun(dear);
      const promptDigest = parsePrompt(dear.configuration.prompt).digest;
      const serving = [{ endpoint: 'e/production', share: 1 }];
      await ledger.replaceProduction({ ...production, run: dear.run, serving, promptDigest }, undefined);
      await evaluation.deliver();
      const { error } = (await ledger.findResult({ pipeline: 'email-summary', run }, 'evaluate'))!;
      expect(error?.message).toMatch(/^the next question of the evaluation may take \$.*tuning\.budget\.run/);
      expect(billed()).toBeLessThanOrEqual(100);
    },
  );

  test('has the searches of its questions: each subject is asked with what its own run searches with', async () => {
    const search = { googleSearch: { per1000: 14_000, of: 'query' }, vertexAiSearch: { per1000: 2500, of: 'prompt' } };
    const { evaluation, billed, entry } = await evaluated(10_000, 60, ({ pipeline, baseModels }) => {
      pipeline.grounding = { googleSearch: {} } as Configuration['pipeline']['grounding'];
      pipeline.evaluation.batchAbove = 20;
      for (const model of Object.values(baseModels))
        Object.assign(model, { price: { ...price, search }, batchPrediction: ['base', 'tuned'] });
    });
    evaluation.says = () => ({ usage: { ...answerUsage, thoughtTokens: 0, searches: { googleSearch: 2 } } });
    await evaluation.deliver();
    // A batch does not take the tool.
    expect(evaluation.batches.jobs).toEqual([]);
    expect(evaluation.asked.map(({ search }) => search)).toEqual(Array(120).fill({ googleSearch: {} }));
    expect(entry()!.spent).toBeCloseTo(billed() + 120 * 2 * 14, 6);
  });

  test('asks production without, where its run searches nothing', async () => {
    const { evaluation } = await evaluated(10_000, 60, ({ pipeline }) => {
      pipeline.grounding = { googleSearch: {} } as Configuration['pipeline']['grounding'];
    });
    const { ledger } = evaluation.world;
    const before = exampleRun();
    before.run = '20261101-0000000a';
    await ledger.createRun(before);
    const promptDigest = parsePrompt(before.configuration.prompt).digest;
    const serving = [{ endpoint: 'e/production', share: 1 }];
    await ledger.replaceProduction({ ...production, run: before.run, serving, promptDigest }, undefined);
    await evaluation.deliver();
    const without = evaluation.asked.filter(({ search }) => !search);
    expect(without).toHaveLength(60);
    expect(new Set(without.map(({ model }) => model))).toEqual(new Set(['e/production']));
  });

  test('counts what was asked again', async () => {
    const { evaluation, billed, entry } = await evaluated(1000, 60);
    killAt(evaluation, 60, true, 'generate');
    await evaluation.deliver();
    expect(evaluation.asked.length).toBeGreaterThan(120);
    expect(entry()!.spent).toBeGreaterThanOrEqual(billed() - 1e-9);
  });

  test('is never less than what was billed, wherever a process is killed, nor more than the budget', async () => {
    const budget = 400;
    const undisturbed = await evaluated(budget, 300);
    let calls = 0;
    undisturbed.evaluation.process = () => (label, call) => {
      if (!label.startsWith('objects.open')) calls += 1;
      return call();
    };
    await undisturbed.evaluation.deliver();
    for (let kill = 1; kill <= 16; kill++) {
      const { evaluation, billed, entry, held, uncovered } = await evaluated(budget, 300);
      const number = Math.ceil((kill / 17) * calls);
      killAt(evaluation, number, kill % 2 === 0);
      await evaluation.deliver();
      const seen = { number, isDone: (await evaluation.result()) !== undefined };
      expect({ ...seen, isUncovered: uncovered() > 1e-9 }).toEqual({ number, isDone: true, isUncovered: false });
      expect(entry()!.spent).toBeGreaterThanOrEqual(billed() - 1e-9);
      expect(held()).toBeLessThanOrEqual(budget);
    }
  });

  const inBatches = ({ pipeline, baseModels }: Configuration): void => {
    pipeline.evaluation.batchAbove = 20;
    for (const model of Object.values(baseModels)) Object.assign(model, { batchPrediction: ['base', 'tuned'] });
  };

  test('is held for a batch as a whole, and is what its answers cost once they are there', async () => {
    const { evaluation, billed, entry, held } = await evaluated(1000, 60, inBatches);
    let most = 0;
    evaluation.batchEnds = () => {
      most = Math.max(most, held());
      evaluation.batches.end((question) => ({ text: question.replace('question', 'answer') }));
    };
    await evaluation.deliver();
    // The first part of each is asked one by one; the fake service says three tokens a question and answer.
    expect(evaluation.asked.length).toBe(10);
    const { spent, draws } = entry()!;
    expect(Object.keys(draws!)).toEqual(['settled']);
    expect(spent).toBeGreaterThan(billed());
    expect(most).toBeGreaterThan(5 * spent!);
  });

  test('has no room for a batch where it is little: the questions are asked one by one', async () => {
    const { evaluation, billed, entry } = await evaluated(12, 60, inBatches);
    await evaluation.deliver();
    expect(evaluation.batches.jobs).toEqual([]);
    expect(evaluation.asked.length).toBe(120);
    expect(entry()!.spent).toBeCloseTo(billed(), 6);
    expect(evaluation.world.lines).toContainEqual(
      expect.objectContaining({
        message: expect.stringMatching(/^base answers no batch.*a batch of the evaluation may take/),
      }),
    );
  });
});
