/** The time that a delivery has: when its work is told to stop, and when it is left behind. */
import { TimeUpError } from '../../../core/errors';
import type { Clock } from './clock';

/** Seconds before Cloud Run's cut from which nothing new is begun: one piece of work, and the way out. */
const margin = 60;
/** Seconds before the cut at which work that has not stopped is left behind: enough to mark it and to give the lease back. */
const wayOut = 20;

export interface TimeLimit {
  /** Aborted with a TimeUpError when the work is to stop. */
  signal: AbortSignal;
  /** True when what is begun now might not end in time. Asked of the clock: the timers of a frozen process are late. */
  isTimeUp: () => boolean;
  /**
   * What becomes of the work, for which it waits until shortly before the cut. What is left behind goes on unheard as long as
   * there is processor time: it has heard the signal, and all that it might write is conditional.
   * @throws TimeUpError that says so when it is left behind
   */
  within<T>(work: Promise<T>): Promise<T>;
  /** To be called when the delivery has been answered. */
  stop(): void;
}

/** @param seconds until Cloud Run answers in the function's place, from now on */
export function startTimeLimit(seconds: number, clock: Clock): TimeLimit {
  const start = clock.now().getTime();
  const isPast = (second: number) => clock.now().getTime() >= start + second * 1000;
  const told = new AbortController();
  const stopTelling = once(clock, seconds - margin, () => told.abort(new TimeUpError('the time is up')));

  let stopWaiting = () => {};
  const leftBehind = new Promise<never>((_, reject) => {
    stopWaiting = once(clock, seconds - wayOut, () =>
      reject(new TimeUpError(`the time is up, and the work did not stop in ${margin - wayOut} s: it is left behind`)),
    );
  });
  // Nobody may be waiting just now.
  leftBehind.catch(() => {});

  return {
    signal: told.signal,
    isTimeUp: () => isPast(seconds - margin),
    within(work) {
      // Nobody hears any more how work ends that was left behind.
      work.catch(() => {});
      return Promise.race([work, leftBehind]);
    },
    stop() {
      stopTelling();
      stopWaiting();
    },
  };
}

/** Does the task after so many seconds, unless it is stopped before. */
function once(clock: Clock, seconds: number, task: () => void): () => void {
  const stop = clock.every(seconds * 1000, () => {
    stop();
    task();
  });
  return stop;
}
