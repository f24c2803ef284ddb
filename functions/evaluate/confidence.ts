/** How sure a mean, or another number over examples, is: the percentile bootstrap (Efron 1979) over the examples, with a seed of its own. */

const resamples = 1000;
const seed = 20_040_721;

export function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

/** The 95 % confidence interval [low, high] of what `of` makes of values; the same values always have the same one. */
export function confidenceInterval<T>(values: T[], of: (sample: T[]) => number): [number, number] {
  const random = mulberry32(seed);
  const sample = [...values];
  const resampled = Array.from({ length: resamples }, () => {
    for (let i = 0; i < values.length; i++) sample[i] = values[Math.floor(random() * values.length)]!;
    return of(sample);
  }).sort((a, b) => a - b);
  return [resampled[Math.floor(0.025 * resamples)]!, resampled[Math.ceil(0.975 * resamples) - 1]!];
}

/** T. Ettinger's mulberry32: 32 bits of state are plenty for picking examples. */
function mulberry32(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
