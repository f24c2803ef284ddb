import { expect, test } from '@jest/globals';
import { binomialTail } from '../../../core/verdict/distributions';
import { signFlipTest } from '../../../core/verdict/sign-flips';

const flips = { resamples: 10_000, seed: 'a run' };

test.each([
  // Of the eight ways to turn 0.3, 0.2 and 0.1: those that sum to as much, or to as much with less against it.
  [[0.3, 0.2, 0.1], 1 / 8],
  [[0.3, 0.2, -0.1], 2 / 8],
  [[0.3, -0.2, -0.1], 4 / 8],
  [[-0.3, -0.2, -0.1], 1],
  [[], 1],
  [[0, 0, 0.5], 1 / 2],
])('of few differences %j every turn is counted', (differences, pValue) =>
  expect(signFlipTest(Float64Array.from(differences), flips)).toBeCloseTo(pValue, 12),
);

test('of differences of one size it is the sign test', () => {
  const differences = Float64Array.from({ length: 13 }, (_, place) => (place < 9 ? 0.1 : -0.1));
  expect(signFlipTest(differences, flips)).toBeCloseTo(binomialTail(9, 13, 0.5), 12);
});

test('of many differences so many turns are drawn, the same for the same seed', () => {
  const differences = Float64Array.from({ length: 80 }, (_, place) => (place < 50 ? 1 : -1));
  const drawn = signFlipTest(differences, flips);
  const exact = binomialTail(50, 80, 0.5);
  expect(Math.abs(drawn - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / flips.resamples));
  expect(signFlipTest(differences, flips)).toBe(drawn);
  expect(signFlipTest(differences, { ...flips, seed: 'another' })).not.toBe(drawn);
});

test('no p-value is smaller than the turns can tell', () => {
  const differences = new Float64Array(200).fill(1);
  expect(signFlipTest(differences, { ...flips, resamples: 999 })).toBe(1 / 1000);
});

test('many small gains against a few great losses count for less than as great a sum of even ones', () => {
  const askew = Float64Array.from({ length: 190 }, (_, place) => (place < 160 ? 0.05 : -0.2));
  // As great a sum, and a sum of squares, of differences of two sizes that lie evenly.
  const even = Float64Array.from({ length: 190 }, (_, place) => (place % 2 ? 1 : -1) * Math.sqrt(1.6 / 190) + 2 / 190);
  expect(signFlipTest(askew, flips)).toBeGreaterThan(1.1 * signFlipTest(even, flips));
});
