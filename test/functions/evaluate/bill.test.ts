import { describe, expect, test } from '@jest/globals';
import { billOfAnswers, settleEvaluation } from '../../../functions/evaluate/bill';
import type { Subject } from '../../../functions/shared/evaluation/subjects';
import { PermanentError } from '../../../core/errors';
import { createWorld, exampleRun } from '../fakes';

const price = { currency: 'USD', input: 1, output: 4, tunedFactor: 1.5, batchFactor: 0.5 };
const run = exampleRun((configuration) => void (configuration.baseModels = { flash: { price } }));
const subject = (name: string, model: string, tunedModel?: string): Subject => ({
  name,
  model,
  base: 'flash',
  ...(tunedModel !== undefined && { tunedModel }),
  configuration: run.configuration,
  promptDigest: 'd',
});
const subjects = [
  subject('base', 'projects/p/locations/us/publishers/google/models/flash'),
  subject('lora-8', 'projects/p/locations/us/endpoints/1', 'projects/p/locations/us/models/1'),
];
const said = { outcome: 'answered' as const, finishReason: 'STOP', scores: {} };
const used = { measured: [{ ...said, usage: { inputTokens: 1_000_000, outputTokens: 500_000 } }], parts: [] };
const answers = { base: used, 'lora-8': used };

describe('what an evaluation has cost', () => {
  test('is the tokens of the answers, of tuned models at their factor, and the judges', () => {
    // $1 + $2 for the base, one and a half times that for the tuned model.
    expect(billOfAnswers(subjects, { answers, unmeasured: {} }, [{ price: 0.5 }])).toBeCloseTo(8, 10);
  });

  test('has the searches of each answer: every query, or every answer before which was searched', () => {
    const priced = {
      ...price,
      search: { googleSearch: { per1000: 14, of: 'query' }, vertexAiSearch: { per1000: 2.5, of: 'prompt' } },
    };
    const configuration = { ...run.configuration, baseModels: { flash: { price: priced } } };
    const [base] = subjects;
    const usage = { inputTokens: 0, outputTokens: 0 };
    const measured = [{ googleSearch: 3 }, { vertexAiSearch: 3 }, undefined].map((searches) => ({
      ...said,
      usage: { ...usage, ...(searches && { searches }) },
    }));
    const bill = billOfAnswers(
      [{ ...base!, configuration }],
      { answers: { base: { measured, parts: [] } }, unmeasured: {} },
      [],
    );
    expect(bill).toBeCloseTo(3 * 0.014 + 0.0025, 10);
  });

  test('is less where answers were asked for in a batch, and never more for a base that is asked as it is', () => {
    const inBatch = { ...used, measured: used.measured.map((each) => ({ ...each, inBatch: true as const })) };
    // $1 + $2 for each, half of that in a batch: whatever its provider calls it, it was not tuned.
    const prompted = [subjects[0]!, subject('few', 'gpt-4.1-mini')];
    expect(billOfAnswers(prompted, { answers: { base: inBatch, few: used }, unmeasured: {} }, [])).toBeCloseTo(4.5, 10);
  });

  test('is not known without the tokens of an answer, a price, or the answers of who could not be measured', () => {
    const untold = { measured: [said], parts: [] };
    expect(billOfAnswers(subjects, { answers: { ...answers, base: untold }, unmeasured: {} }, [])).toBeUndefined();
    expect(billOfAnswers(subjects, { answers, unmeasured: {} }, [{}])).toBeUndefined();
    const unmeasured = { 'lora-8': new PermanentError('gone') };
    expect(billOfAnswers(subjects, { answers: { base: used }, unmeasured }, [])).toBeUndefined();
  });

  test('is not known where a candidate answers on a machine of its own: nobody tells its hours', () => {
    const onMachine = subjects.map((each) => ({
      ...each,
      configuration: { ...run.configuration, baseModels: { flash: { price: { ...price, machineHour: 6 } } } },
    }));
    expect(billOfAnswers(onMachine, { answers, unmeasured: {} }, [])).toBeUndefined();
    // Its base is asked by token.
    expect(billOfAnswers(onMachine.slice(0, 1), { answers, unmeasured: {} }, [])).toBeCloseTo(3, 10);
  });

  test('takes the place of what was committed for it', async () => {
    const world = createWorld();
    const entry = { run: run.run, purpose: 'evaluation' as const, at: run.createdAt, committed: 20 };
    const entries = { [`${run.run}/evaluate`]: entry };
    await world.ledger.replaceSpending(
      { pipeline: run.pipeline, month: '2026-11', currency: 'USD', entries },
      undefined,
    );
    const context = { run, deps: world } as unknown as Parameters<typeof settleEvaluation>[3];
    await settleEvaluation(subjects, { answers, unmeasured: {} }, [], context);
    const { value } = (await world.ledger.findSpending(run.pipeline, '2026-11'))!;
    expect(value.entries[`${run.run}/evaluate`]).toMatchObject({ committed: 20, spent: 7.5 });
  });
});
