/** How good an order is: normalised discounted cumulative gain of its first ten (Järvelin and Kekäläinen 2002). */

/** What is gained by whatever comes at a rank. @param rank from 0 */
const discounted = (rank: number): number => 1 / Math.log2(rank + 2);

/**
 * From 0 to 1, where all that is relevant comes first.
 * @param isRelevant of each that was found, in its order
 * @param relevant how many there are, found or not
 */
export function ndcgAt10(isRelevant: readonly boolean[], relevant: number): number {
  const gained = isRelevant.slice(0, 10).reduce((sum, is, rank) => sum + (is ? discounted(rank) : 0), 0);
  const most = Array.from({ length: Math.min(10, relevant) }, (_, rank) => discounted(rank)).reduce((a, b) => a + b, 0);
  return relevant === 0 ? 0 : gained / most;
}
