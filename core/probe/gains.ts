/** Gains of examples, of which some are there by chance. */

/** How far from nothing they are on average, in standard errors; 0 of one. */
export function strengthOf(gains: readonly number[] | Float64Array): number {
  const sum = (value: (gain: number) => number) => {
    let all = 0;
    for (const gain of gains) all += value(gain);
    return all;
  };
  if (gains.length < 2) return 0;
  const mean = sum((gain) => gain) / gains.length;
  const variance = sum((gain) => (gain - mean) ** 2) / (gains.length - 1);
  return mean / Math.max(Math.sqrt(variance / gains.length), tolerance);
}

/** Where all are the same. */
const tolerance = 1e-9;
