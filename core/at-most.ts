/** Work on many items, a few of them at the same time. */
import { together } from './together';

/**
 * What becomes of each item, in the order of the items, at most so many under way at a time. After a failure nothing new is
 * begun, and it is thrown when all that was begun has come to its end, which p-map does not wait for.
 */
export async function atMost<T, R>(most: number, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = items.entries();
  let hasFailed = false;
  const workThrough = async () => {
    for (const [index, item] of rest) {
      if (hasFailed) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await together(Array.from({ length: Math.min(most, items.length) }, workThrough));
  return results;
}
