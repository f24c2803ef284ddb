/** How sure a mean, or another number over examples, is: the percentile bootstrap (Efron 1979) over the examples, with a seed of its own. */
import { randomIntegers } from '../../core/verdict/random';

const resamples = 1000;
const seed = 'confidence';

export function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

/** The 95 % confidence interval [low, high] of what `of` makes of values; the same values always have the same one. */
export function confidenceInterval<T>(values: T[], of: (sample: T[]) => number): [number, number] {
  const fill = randomIntegers(seed);
  const drawn = new Uint32Array(values.length);
  const perInteger = values.length / 2 ** 32;
  const sample = [...values];
  const resampled = Float64Array.from({ length: resamples }, () => {
    fill(drawn);
    for (let i = 0; i < drawn.length; i++) sample[i] = values[(drawn[i]! * perInteger) | 0]!;
    return of(sample);
  }).sort();
  return [resampled[Math.floor(0.025 * resamples)]!, resampled[Math.ceil(0.975 * resamples) - 1]!];
}
