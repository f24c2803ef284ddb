import { expect, test } from '@jest/globals';
import type { ModelPrices } from '../../../catalog/prices';
import { mostPriceOfTrial, mustFit } from '../../../cli/prompt-trial/bill';
import { subjectsOf } from '../../../cli/prompt-trial/subjects';
import { configuration, tried, where } from './trials';

const price = { training: 1, input: 1, output: 10, tunedFactor: 2, batchFactor: 1 };
const prices = { currency: 'USD', models: { 'gemini-3.5-flash-lite': price } } as unknown as ModelPrices;
const example = { line: 1, values: { email: 'x'.repeat(84) }, history: [], references: ['x'] };
const { pipeline } = configuration;

test('what a trial may cost is every byte and the longest answers, of a tuned model at its own price', async () => {
  const subjects = await subjectsOf(tried, { readText: async () => undefined }, where);
  const examples = [example, example];
  // 84 tokens at most and 16 of marks, of the instruction too though there is none, and answers of 16; "Be polite." is 10 more.
  const asOwn = 84 + 16 + 16 + 16 * 10;
  const expected = (2 * (asOwn + 10 + asOwn + 2 * asOwn)) / 1_000_000;
  expect(mostPriceOfTrial({ subjects, examples, pipeline }, prices)).toBeCloseTo(expected, 12);
});

test('what was tuned and answers on a machine of its own costs its hours, however much is asked', async () => {
  const subjects = await subjectsOf(tried, { readText: async () => undefined }, where);
  const models = { 'gemini-3.5-flash-lite': { ...price, machineHour: 6 } };
  const onMachines = { ...prices, models } as unknown as ModelPrices;
  const asked = {
    examples: [example],
    pipeline: { ...pipeline, deployment: { ...pipeline.deployment, idleMinutes: 30 } },
  };
  expect(mostPriceOfTrial({ subjects: subjects.slice(-1), ...asked }, onMachines)).toBe(9);
});

test('a model without a price is not asked', async () => {
  const subjects = await subjectsOf(tried, { readText: async () => undefined }, where);
  const without = { ...prices, models: {} };
  expect(() => mostPriceOfTrial({ subjects, examples: [example], pipeline }, without)).toThrow(
    'No price is known of gemini-3.5-flash-lite.',
  );
});

test('what may pass the budget is refused, with how much would fit', () => {
  expect(() => mustFit(1, 1, 50)).not.toThrow();
  expect(() => mustFit(2.5, 1, 50)).toThrow(
    expect.objectContaining({
      message: 'It may cost $2.50, and the budget is $1.00.',
      exitCode: 2,
      details: expect.objectContaining({ why: 'nothing was asked', next: '--budget 2.5, or --most 20' }),
    }),
  );
});
