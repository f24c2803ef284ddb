import { expect, test } from '@jest/globals';
import { harmOf } from '../../../core/drift/harm';

const tally = (...counts: number[]) => ({ votes: counts.reduce((sum, count) => sum + count), counts });
const change = (before: number[], since: number[]) => ({
  categories: ['easy', 'hard', 'new'],
  before: tally(...before),
  since: tally(...since),
  strangers: [],
});
const scores = { easy: { answers: 200, mean: 0.95 }, hard: { answers: 200, mean: 0.55 } };
const before = [500, 500, 0];
const error = 0.05;

test('votes that move to a category that is answered worse cost what lies between', () => {
  const { loss, atLeast } = harmOf(change(before, [100, 300, 0]), scores, error)!;
  expect(loss).toBeCloseTo(0.25 * 0.4, 2);
  expect(atLeast).toBeGreaterThan(0.05);
  expect(atLeast).toBeLessThan(loss);
});

test('those that move to a better one cost nothing', () => {
  const { loss, atLeast } = harmOf(change(before, [300, 100, 0]), scores, error)!;
  expect(loss).toBeCloseTo(-0.1, 2);
  expect(atLeast).toBeLessThan(loss);
});

test('what was never scored is taken for wrong', () => {
  expect(harmOf(change(before, [150, 150, 100]), scores, error)!.loss).toBeCloseTo(0.25 * 0.75, 2);
});

test('few votes show little', () => {
  expect(harmOf(change(before, [3, 7, 0]), scores, error)!.atLeast).toBeLessThan(0);
});

test('nothing is said where most of what was asked has no score, or nothing came since', () => {
  expect(harmOf(change([100, 100, 800], [10, 10, 80]), scores, error)).toBeUndefined();
  expect(harmOf(change(before, [0, 0, 0]), scores, error)).toBeUndefined();
});

test('a rate is its own score', () => {
  const rate = { easy: { answers: 1e9, mean: 1 }, hard: { answers: 1e9, mean: 0 } };
  const { loss, atLeast } = harmOf(change([990, 10, 0], [90, 10, 0]), rate, error)!;
  expect(loss).toBeCloseTo(0.09, 2);
  expect(atLeast).toBeGreaterThan(0.03);
});
