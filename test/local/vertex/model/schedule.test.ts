import { describe, expect, test } from '@jest/globals';
import { peakRate, ratesOf } from '../../../../local/vertex/model/schedule';

const request = {
  base: 'any',
  trainingFile: '',
  directory: '',
  adapterSize: 4,
  epochs: 2,
  learningRateMultiplier: 1,
  seed: 1,
};

describe('the learning rate', () => {
  test('is lower for a long tuning, by the root of its steps', () => {
    expect(peakRate(8000) / peakRate(2000)).toBeCloseTo(1 / 2, 12);
    const peakOf = (epochs: number) => Math.max(...ratesOf({ ...request, epochs }, 8000));
    expect(peakOf(9) / peakOf(1)).toBeCloseTo(1 / 3, 12);
  });

  test('is one and the same for all short ones', () => {
    expect(peakRate(30)).toBe(peakRate(500));
    expect(peakRate(501)).toBeLessThan(peakRate(500));
  });

  test('rises over a tenth of the steps at most, and falls to nothing by a cosine', () => {
    const rates = ratesOf(request, 160);
    expect(rates).toHaveLength(40);
    const peak = peakRate(40);
    expect(rates.slice(0, 4).map((rate) => rate / peak)).toEqual([0.25, 0.5, 0.75, 1]);
    expect(rates[22]! / peak).toBeCloseTo(0.5, 1);
    expect(rates.at(-1)! / peak).toBeLessThan(0.01);
  });

  test('is multiplied as was asked', () => {
    const [once, thrice] = [1, 3].map((learningRateMultiplier) => ratesOf({ ...request, learningRateMultiplier }, 160));
    thrice!.forEach((rate, step) => expect(rate).toBeCloseTo(3 * once![step]!, 12));
  });
});
