/** Work that ends when its time is up, and when nobody waits for it any more. */
import type { Clock } from '../shared/stage/clock';
import { Waiter, type StopSignal } from '../shared/stage/waiter';

interface Limits {
  seconds: number;
  /** Whose abortion says that nobody waits. */
  waiting: StopSignal | undefined;
  /** What is thrown when the time is up. */
  late: () => Error;
}

/**
 * It is waited for no longer, whether or not it listens.
 * @param work is given the signal at which it stops; it throws by its promise alone
 * @throws what `late` says; why nobody waits
 */
export function inTime<T>(
  work: (signal: StopSignal) => Promise<T>,
  { seconds, waiting, late }: Limits,
  clock: Clock,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    waiting?.throwIfAborted();
    const stopping = new Waiter();
    const stop = (reason: unknown): void => {
      end();
      reject(reason as Error);
      stopping.end(reason);
    };
    const leave = (): void => stop(waiting!.reason);
    const stopClock = clock.every(seconds * 1000, () => stop(late()));
    waiting?.addEventListener('abort', leave, { once: true });
    const end = (): void => {
      stopClock();
      waiting?.removeEventListener('abort', leave);
    };
    work(stopping).then(
      (value) => {
        end();
        resolve(value);
      },
      (error: Error) => {
        end();
        reject(error);
      },
    );
  });
}
