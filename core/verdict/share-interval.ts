/** Counts of a whole: what the true share, or a quantile of what was timed, lies within; exact, however few they are. */
import { binomialTail } from './distributions';
import { firstWhere, rootOf } from './search';

/** Clopper and Pearson's interval (1934, Biometrika 26:404) for a share of which `count` in `n` was seen. */
export function shareInterval(count: number, n: number, confidence: number): [number, number] {
  const outside = (1 - confidence) / 2;
  const low = count === 0 ? 0 : rootOf((share) => binomialTail(count, n, share) - outside, 0, 1);
  const high = count === n ? 1 : rootOf((share) => outside - (1 - binomialTail(count + 1, n, share)), 0, 1);
  return [low, high];
}

/**
 * What a quantile of the whole lies within, of values in order: two of them, since as many lie below a quantile as tosses of its coin.
 * The upper end is missing where there are too few values to name one.
 */
export function quantileInterval(
  ordered: ArrayLike<number>,
  share: number,
  confidence: number,
): [low: number, high: number | undefined] {
  const n = ordered.length;
  const outside = (1 - confidence) / 2;
  // As many as stand below the quantile, but for a chance of `outside`.
  const low = firstWhere(1, n + 1, (rank) => binomialTail(rank, n, share) < 1 - outside) - 1;
  const high = firstWhere(1, n + 1, (rank) => binomialTail(rank, n, share) <= outside);
  return [low === 0 ? -Infinity : ordered[low - 1]!, high > n ? undefined : ordered[high - 1]!];
}
