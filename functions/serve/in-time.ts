/** Work that is told to stop when its time is up, and when nobody waits for it any more. */
import type { Clock } from '../shared/stage/clock';

interface Limits {
  seconds: number;
  /** Of whoever waits. */
  signal?: AbortSignal | undefined;
  /** What is thrown when the time is up. */
  late: () => Error;
}

/** It is waited for no longer, whether or not it listens. @throws what `late` says; what the signal was aborted for */
export async function inTime<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { seconds, signal: gone, late }: Limits,
  clock: Clock,
): Promise<T> {
  gone?.throwIfAborted();
  const ended = new AbortController();
  const signal = gone ? AbortSignal.any([gone, ended.signal]) : ended.signal;
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  const stop = clock.every(seconds * 1000, () => ended.abort(late()));
  return Promise.race([work(signal), stopped]).finally(stop);
}
