/** An object that several change: what somebody else has written meanwhile is read before it is decided anew. */
import { isConflict, RetryableError } from '../../../core/errors';
import type { Clock } from './clock';

/** Milliseconds between two tries: Cloud Storage takes about one write a second of an object. */
const pause = 1000;

/**
 * @param change reads, decides and writes, anew each time; throws ConflictError where somebody was faster
 * @param tries of those who want to change it at the same time one succeeds each time: so many may be before us
 * @param what in words
 * @throws RetryableError when others were faster every time
 */
export async function byCompareAndSwap<T>(
  change: () => Promise<T>,
  { clock, tries, what }: { clock: Pick<Clock, 'sleep'>; tries: number; what: string },
): Promise<T> {
  for (let made = 0; made < tries; made++) {
    try {
      return await change();
    } catch (error) {
      if (!isConflict(error)) throw error;
      await clock.sleep(pause);
    }
  }
  throw new RetryableError(`${what} changed by others all the time`);
}
