import { describe, expect, test } from '@jest/globals';
import { binomialTail } from '../../../core/verdict/distributions';
import { quantileInterval, shareInterval } from '../../../core/verdict/share-interval';

// scipy.stats: beta.ppf(0.025, count, n - count + 1), beta.ppf(0.975, count + 1, n - count).
test.each([
  [0, 200, 0, 0.018275],
  [9, 200, 0.02078, 0.083703],
  [4, 200, 0.005476, 0.050414],
  [10, 10, 0.691503, 1],
])('%d of %d is a share from %d to %d', (count, n, low, high) => {
  expect(shareInterval(count, n, 0.95)).toEqual([expect.closeTo(low, 5), expect.closeTo(high, 5)]);
});

describe('the slowest of twenty', () => {
  const ordered = Array.from({ length: 200 }, (_, n) => n + 1);

  test('lies between two of the values, with no more than the chance that is allowed on either side', () => {
    const [low, high] = quantileInterval(ordered, 0.95, 0.95);
    expect([low, high]).toEqual([184, 197]);
    expect(1 - binomialTail(low, 200, 0.95)).toBeLessThanOrEqual(0.025);
    expect(1 - binomialTail(low + 1, 200, 0.95)).toBeGreaterThan(0.025);
    expect(binomialTail(high!, 200, 0.95)).toBeLessThanOrEqual(0.025);
  });

  test('has no upper end among few', () => {
    expect(quantileInterval(ordered.slice(0, 40), 0.95, 0.95)).toEqual([35, undefined]);
  });
});
