/** A distribution of counts as Vertex AI reports it: moments, percentiles and ten buckets of equal width. */
import type { Distribution } from './resources';

const bucketCount = 10;

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

/** Buckets hold left ≤ value < right, the last one its right edge too. */
function bucketsOf(sorted: Float64Array, min: number, max: number): Distribution['buckets'] {
  if (sorted.length === 0) return [];
  if (min === max) return [{ count: sorted.length, left: min, right: max }];
  const width = (max - min) / bucketCount;
  const buckets = Array.from({ length: bucketCount }, (_, index) => ({
    count: 0,
    left: min + index * width,
    right: index === bucketCount - 1 ? max : min + (index + 1) * width,
  }));
  for (const value of sorted) {
    buckets[Math.min(bucketCount - 1, Math.floor((value - min) / width))]!.count += 1;
  }
  return buckets;
}
