import { expect, test } from '@jest/globals';
import { leastWins, signTest } from '../../../core/verdict/sign-test';

test.each([
  [{ wins: 5, losses: 0 }, 1 / 32],
  [{ wins: 0, losses: 0 }, 1],
  [{ wins: 9, losses: 1 }, 11 / 1024],
  [{ wins: 3, losses: 3 }, 42 / 64],
  [{ wins: 53, losses: 27 }, 0.0024340770747797117],
])('%j happen by chance, or more wins do, as often as coins say', (counts, pValue) =>
  expect(signTest(counts)).toBeCloseTo(pValue, 12),
);

test.each([
  [4, 0.05, 5],
  [5, 0.05, 5],
  [10, 0.05, 9],
  [82, 0.05, 49],
  [0, 0.05, 1],
])('of %d differing examples, at level %d, the least wins are %d', (differing, level, wins) =>
  expect(leastWins(differing, level)).toBe(wins),
);
