import { describe, expect, test } from '@jest/globals';
import { confidenceInterval, mean } from '../../../functions/evaluate/confidence';

describe('the confidence interval of a mean', () => {
  const values = Array.from({ length: 200 }, (_, i) => (i % 4 === 0 ? 1 : 0));

  test('is the same for the same values', () => {
    expect(confidenceInterval(values, mean)).toEqual(confidenceInterval(values, mean));
  });

  test('agrees with the normal approximation where that holds', () => {
    const [low, high] = confidenceInterval(values, mean);
    const margin = 1.96 * Math.sqrt((0.25 * 0.75) / 200);
    expect(mean(values)).toBe(0.25);
    expect(low).toBeCloseTo(0.25 - margin, 1);
    expect(high).toBeCloseTo(0.25 + margin, 1);
  });

  test('has no width when all values are equal', () => {
    expect(confidenceInterval([0.5, 0.5, 0.5], mean)).toEqual([0.5, 0.5]);
  });
});
