import { expect, test } from '@jest/globals';
import { loadModelPrices } from '../../../catalog/prices';
import { probingPrices, isProbed } from '../../../core/probes/price';
import { repositoryRoot } from '../../../core/root';
import { exampleRun } from '../../functions/fakes';

const prices = loadModelPrices(repositoryRoot());

test('a month of probes of what is tuned on gemini-3.1-flash-lite costs cents', () => {
  const { configuration } = exampleRun();
  const [first] = probingPrices(configuration, prices);
  expect(first!.month).toBeGreaterThan(0.05);
  expect(first!.month).toBeLessThan(0.5);
});

test('nothing is priced that is not asked', () => {
  const { configuration } = exampleRun(({ pipeline }) => void (pipeline.monitoring.probes = false));
  expect(probingPrices(configuration, prices)).toEqual([]);
});

test('a machine that sleeps while nobody asks is not kept awake', () => {
  const price = { input: 1, output: 1, tunedFactor: 1, currency: 'USD', machineHour: 2 };
  expect(isProbed(price, true)).toBe(false);
  expect(isProbed(price, false)).toBe(true);
});
