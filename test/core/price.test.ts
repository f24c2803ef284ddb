import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { loadCatalog } from '../../catalog';
import { frozenPriceOf, loadModelPrices, type ModelPrices } from '../../catalog/prices';
import { machineHoursOf, priceOf } from '../../core/price';
import type { Amount, Load } from '../../core/workload';
import type { PipelineSpec } from '../../schemas/generated/types';

const root = join(__dirname, '../..');
const shipped = loadModelPrices(root);

const tuned = (id: string, base: string, epochs: number, training: Amount): Load => ({
  id,
  kind: 'tuned',
  base,
  epochs,
  training,
});

describe('tuning is billed for the tokens of every epoch, by the million', () => {
  test.each<[base: string, tokens: number, epochs: number, billed: number, amount: number]>([
    // Computed by hand: tokens × epochs ÷ 1,000,000 × the price of a million.
    ['gemini-2.5-flash', 1_000_000, 1, 1_000_000, 5],
    ['gemini-2.5-flash', 450_000, 15, 6_750_000, 33.75],
    ['gemini-3.5-flash', 316_000, 3, 948_000, 9.48],
    ['gemini-3.1-flash-lite', 96_000, 3, 288_000, 0.864],
    ['gemini-2.5-pro', 130, 3, 390, 0.00975],
    ['landfall-tiny', 96_000, 3, 288_000, 0],
  ])('%s: %d tokens in %d epochs', (base, tokens, epochs, billedTokens, amount) => {
    const training = { examples: 10, promptTokens: tokens - 30, targetTokens: 30 };
    const { tuning } = priceOf({ candidates: [tuned('lora-8', base, epochs, training)], judges: [] }, shipped);
    expect(tuning).toMatchObject([{ id: 'lora-8', base, tokens, billedTokens }]);
    expect(tuning[0]!.amount).toBeCloseTo(amount, 10);
  });

  test.each(['gemini-3.5-flash-lite', 'a-model-of-no-catalog'])('%s: nobody knows what it costs', (base) => {
    const training = { examples: 10, promptTokens: 90_000, targetTokens: 6_000 };
    const price = priceOf({ candidates: [tuned('lora-8', base, 3, training)], judges: [] }, shipped);
    expect(price.tuning).toMatchObject([{ billedTokens: 288_000, perMillion: null, amount: null }]);
    expect(price.tuned).toBe(0);
  });

  test('what has no published price is set beside the model it is nearest to, and not counted', () => {
    const training = { examples: 10, promptTokens: 90_000, targetTokens: 10_000 };
    const candidates = [tuned('a', 'gemini-3.5-flash-lite', 10, training), tuned('b', 'gemini-3.5-flash', 1, training)];
    const price = priceOf({ candidates, judges: [] }, shipped);
    expect(price.tuning[0]!.comparable).toEqual({ base: 'gemini-3.1-flash-lite', perMillion: 3, amount: 3 });
    expect(price.tuned).toBeCloseTo(1, 10);
  });
});

test('an evaluation that searches is estimated at a query for each answer of base and candidates', () => {
  const heldOut = { examples: 100, promptTokens: 0, targetTokens: 0 };
  const candidates: Load[] = ['gemini-3.5-flash', 'gemini-2.5-flash'].map((base) => ({
    ...tuned(base, base, 0, heldOut),
    kind: 'prompted',
  }));
  const load = { candidates, base: { base: 'gemini-3.5-flash', heldOut }, judges: [] };
  const { evaluation } = priceOf({ ...load, mostAsked: 50, search: { googleSearch: {} } }, shipped);
  // Two by Gemini 3 at $14 for 1,000, one by Gemini 2.5 at $35.
  expect(evaluation!.searching).toBeCloseTo(50 * (2 * 0.014 + 0.035), 10);
  expect(evaluation!.amount).toBeCloseTo(evaluation!.searching!, 10);
  expect(priceOf(load, shipped).evaluation).not.toHaveProperty('searching');
});

test.each(
  Object.values(loadCatalog(root))
    .filter(({ searchTools }) => searchTools)
    .map(({ id }) => id),
)('searching by %s has its price', (id) => {
  expect(shipped.models[id]!.search).toMatchObject({
    googleSearch: { per1000: expect.any(Number) },
    vertexAiSearch: { per1000: expect.any(Number) },
  });
  expect(frozenPriceOf(id, shipped)!.search!.googleSearch).toEqual({
    per1000: expect.any(Number),
    of: expect.any(String),
  });
});

describe('what answers on a machine of its own is billed by the hour that the machine is awake', () => {
  const models = {
    open: { training: null, input: 1, output: 1, tunedFactor: 1, batchFactor: 1, machineHour: 6, provenance: {} },
  } as unknown as ModelPrices['models'];
  const training = { examples: 1, promptTokens: 1, targetTokens: 1 };
  const heldOut = { examples: 100, promptTokens: 900_000, targetTokens: 100_000 };
  const load = { base: { base: 'open', heldOut }, judges: [] };
  const priced = (candidates: Load[]) =>
    priceOf({ ...load, candidates, mostAsked: 50, machineHours: 1.5 }, { currency: 'USD', models });

  test('an evaluation takes each candidate’s machine for its time, and the base as it is by token', () => {
    const { evaluation, serving } = priced([tuned('a', 'open', 1, training), tuned('b', 'open', 1, training)]);
    expect(evaluation).toMatchObject({ examples: 50, answers: 150, amount: 0.5 + 2 * 9 });
    expect(serving).toEqual([{ base: 'open', machineHour: 6 }]);
  });

  test('a candidate that is not tuned needs no machine', () => {
    const { evaluation, serving } = priced([{ ...tuned('a', 'open', 0, training), kind: 'prompted' }]);
    expect(evaluation?.amount).toBe(1);
    expect(serving).toEqual([]);
  });

  test('the machine is awake for an hour, and then as long as nobody asks', () => {
    expect(machineHoursOf({ deployment: { idleMinutes: 30 } } as PipelineSpec)).toBe(1.5);
  });
});

describe('answers are billed by what is given and what is said', () => {
  const known = { provenance: {} as ModelPrices['models'][string]['provenance'] };
  const prices: ModelPrices = {
    currency: 'USD',
    models: { flash: { training: 10, input: 2, output: 8, tunedFactor: 1.5, batchFactor: 0.5, ...known } },
  };
  const training = { examples: 1, promptTokens: 1, targetTokens: 1 };
  const heldOut = { examples: 100, promptTokens: 50_000, targetTokens: 10_000 };
  const candidates = ['a', 'b'].map((id) => tuned(id, 'flash', 1, training));
  const base = { base: 'flash', heldOut };

  test('in a batch at half the price, where the base model lets it', () => {
    const isInBatch = (_: string, isTuned: boolean) => !isTuned;
    const { evaluation } = priceOf({ candidates, base, judges: [], isInBatch }, prices);
    // The base 0.5 ×, two candidates 1.5 × each, of $0.18.
    expect(evaluation!.amount).toBeCloseTo(0.63, 10);
  });

  test('the base once and each candidate once, the tuned ones at their factor', () => {
    // A round is 50,000 × $2 + 10,000 × $8, by the million: $0.18; the base 1 ×, two candidates 1.5 × each.
    const { evaluation, serving } = priceOf({ candidates, base, judges: [] }, prices);
    expect(evaluation).toMatchObject({ examples: 100, answers: 300 });
    expect(evaluation!.amount).toBeCloseTo(0.72, 10);
    // 0.18 × 1.5 for a hundred answers: $2.70 for a thousand.
    expect(serving).toEqual([{ base: 'flash', per1000: expect.closeTo(2.7, 10) }]);
  });

  test('no more of them than evaluation asks for', () => {
    const { evaluation, serving } = priceOf({ candidates, base, judges: [], mostAsked: 25 }, prices);
    expect(evaluation).toEqual({ examples: 25, answers: 75, amount: expect.closeTo(0.18, 10), judging: [] });
    expect(serving).toEqual([{ base: 'flash', per1000: expect.closeTo(2.7, 10) }]);
  });

  test('a candidate without tuning pays for what stands before its questions, at the price of its base', () => {
    const asked = { ...heldOut, promptTokens: 550_000 };
    const prompted: Load = { id: 'shots', kind: 'prompted', base: 'flash', epochs: 0, training, heldOut: asked };
    const { tuning, evaluation, serving } = priceOf({ candidates: [prompted], base, judges: [] }, prices);
    expect([tuning, serving]).toEqual([[], []]);
    // The base $0.18, and 550,000 × $2 + 10,000 × $8 by the million: $1.18.
    expect(evaluation!.amount).toBeCloseTo(1.36, 10);
  });

  test('a judge is asked of every answer, of one that is compared with the base in both orders', () => {
    const judges = [
      { judge: 'flash', questions: 1, heldOut: { examples: 100, promptTokens: 100_000, targetTokens: 1000 } },
      { judge: 'flash', questions: 2, heldOut: { examples: 100, promptTokens: 300_000, targetTokens: 2000 } },
    ];
    const { evaluation } = priceOf({ candidates, base, judges, mostAsked: 50 }, prices);
    expect(evaluation!.judging).toEqual([
      // Three subjects; 100,000 × $2 + 1,000 × $8 by the million, half of it for half of the examples.
      { judge: 'flash', questions: 150, amount: expect.closeTo(0.312, 10) },
      // The base is not compared with itself.
      { judge: 'flash', questions: 200, amount: expect.closeTo(0.616, 10) },
    ]);
    expect(evaluation!.amount).toBeCloseTo(0.36 + 0.312 + 0.616, 10);
  });

  test('are not priced before it is known how many there will be, nor where a price is missing', () => {
    expect(priceOf({ candidates, judges: [] }, prices).evaluation).toBeUndefined();
    const mixed = [...candidates, tuned('c', 'unknown', 1, training)];
    const { evaluation, serving } = priceOf({ candidates: mixed, base, judges: [] }, prices);
    expect(evaluation).toEqual({ examples: 100, answers: 400, amount: null, judging: [] });
    expect(serving!.map(({ base }) => base)).toEqual(['flash']);
  });
});

test('every base model of the catalog has its prices, each fact with source and day', () => {
  const catalog = loadCatalog(root);
  expect(Object.keys(shipped.models).toSorted()).toEqual(Object.keys(catalog).toSorted());
  for (const [id, { provenance, comparable, search, ...facts }] of Object.entries(shipped.models)) {
    expect([id, Object.keys(provenance).toSorted()]).toEqual([id, Object.keys(facts).toSorted()]);
    for (const { source, asOf } of Object.values(provenance)) {
      expect(source).toMatch(
        /^https:\/\/(docs\.)?cloud\.google\.com\/|^https:\/\/(openai\.com|docs\.together\.ai|docs\.fireworks\.ai)\/|^local\//,
      );
      expect(asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
    expect([id, Object.keys(search ?? {})]).toEqual([id, Object.keys(catalog[id]!.searchTools ?? {})]);
    for (const { per1000, source, asOf } of Object.values(search ?? {}))
      expect([per1000 > 0, source.slice(0, 8), asOf.length]).toEqual([true, 'https://', 10]);
    // Some services tune nothing. Nobody says what tuning open weights costs, nor is there a model whose price gives an idea: maximumTokens alone limits it.
    if (catalog[id]!.openWeights || catalog[id]!.service?.tunes === false) continue;
    const compared = comparable === undefined ? facts : shipped.models[comparable]!;
    expect([id, compared.training]).toEqual([id, expect.any(Number)]);
  }
});
