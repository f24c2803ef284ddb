import { describe, expect, test } from '@jest/globals';
import { peakRate, ratesOf } from '../../../../local/vertex/model/schedule';

/** So many examples, each with so many tokens to learn after ten to read. */
const examples = (count: number, learnt: number) =>
  Array.from({ length: count }, () => ({
    tokens: Array.from({ length: 10 + learnt }, () => 1),
    learn: new Uint8Array(10 + learnt).fill(1, 10),
  }));
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
  test('is lower where a step learns from few tokens, by the root of how many', () => {
    expect(peakRate(examples(40, 8)) / peakRate(examples(40, 32))).toBeCloseTo(1 / 2, 6);
    expect(peakRate(examples(40, 2)) / peakRate(examples(40, 32))).toBeCloseTo(1 / 4, 6);
  });

  test('is not higher for long answers than it is safe', () => {
    expect(peakRate(examples(40, 300))).toBe(peakRate(examples(40, 32)));
  });

  test('rises over a tenth of the steps at most, and falls to nothing by a cosine', () => {
    const rates = ratesOf(request, examples(160, 32));
    expect(rates).toHaveLength(40);
    const peak = peakRate(examples(160, 32));
    expect(rates.slice(0, 4).map((rate) => rate / peak)).toEqual([0.25, 0.5, 0.75, 1]);
    expect(rates[22]! / peak).toBeCloseTo(0.5, 1);
    expect(rates.at(-1)! / peak).toBeLessThan(0.01);
  });

  test('is multiplied as was asked', () => {
    const [once, thrice] = [1, 3].map((learningRateMultiplier) =>
      ratesOf({ ...request, learningRateMultiplier }, examples(160, 5)),
    );
    thrice!.forEach((rate, step) => expect(rate).toBeCloseTo(3 * once![step]!, 12));
  });
});
