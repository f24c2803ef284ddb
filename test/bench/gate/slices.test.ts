import { expect, test } from '@jest/globals';
import { shareRefused } from '../../../bench/gate/slices';

const ten = (worst: number, others: number) => [worst, ...Array.from({ length: 9 }, () => others)];

test('a candidate that is worse by just as much as is taken, on each of ten slices, is refused in one of twenty runs at most', () => {
  // Three standard errors of 200 simulated gates.
  expect(shareRefused(ten(-0.05, -0.05), 50, 200)).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 200));
});

test('one that is worse by thirty points on one of ten slices of a hundred examples is refused in four of five', () => {
  expect(shareRefused(ten(-0.3, 0), 100, 50)).toBeGreaterThan(0.8);
});
