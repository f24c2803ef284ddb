/** A distribution of counts as Vertex AI reports it: moments, percentiles and up to ten buckets of equal width. */
import type { Distribution } from './resources';

const mostBuckets = 10;

/** Percentiles are of the nearest rank. No values at all are a distribution of zeros without buckets. */
export function distributionOf(values: number[]): Distribution {
  const sorted = Float64Array.from(values).sort();
  const sum = sorted.reduce((total, value) => total + value, 0);
  const percentile = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const [min, max] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  return {
    sum: String(sum),
    billableSum: String(sum),
    min,
    max,
    mean: sorted.length > 0 ? sum / sorted.length : 0,
    median: percentile(0.5),
    p5: percentile(0.05),
    p95: percentile(0.95),
    buckets: bucketsOf(sorted, min, max),
  };
}

/** Buckets hold left ≤ value < right; counts are whole numbers, and so are the edges. */
function bucketsOf(sorted: Float64Array, min: number, max: number): Distribution['buckets'] {
  if (sorted.length === 0) return [];
  const width = Math.ceil((max - min + 1) / mostBuckets);
  const buckets = Array.from({ length: Math.floor((max - min) / width) + 1 }, (_, index) => ({
    count: 0,
    left: min + index * width,
    right: min + (index + 1) * width,
  }));
  for (const value of sorted) buckets[Math.floor((value - min) / width)]!.count += 1;
  return buckets;
}
