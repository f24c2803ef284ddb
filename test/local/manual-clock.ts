/** A clock that stands still until it is moved. */
import type { Clock } from '../../local/clock';

export interface ManualClock extends Clock {
  /** Moves time on, firing what becomes due, in order, and lets everything that is ready to run do so in between. */
  advance(milliseconds: number): Promise<void>;
  /** Moves time to an instant at once, firing what becomes due, in order. */
  moveTo: (instant: string) => void;
  /** Moves time to an instant without firing anything, as for a machine that sleeps. */
  sleepUntil: (instant: string) => void;
}

export function createManualClock(start = '2026-11-23T05:00:00Z'): ManualClock {
  let now = Date.parse(start);
  let timers: { at: number; callback: () => void }[] = [];

  /** Fires the next timer that is due by `end`. */
  const fireNext = (end: number): boolean => {
    const [next] = timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
    if (!next) return false;
    timers = timers.filter((other) => other !== next);
    now = Math.max(now, next.at);
    next.callback();
    return true;
  };

  return {
    now: () => now,
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      while (fireNext(end)) await turn();
      now = end;
      await turn();
    },
    moveTo(instant) {
      const end = Date.parse(instant);
      while (fireNext(end));
      now = end;
    },
    sleepUntil(instant) {
      now = Date.parse(instant);
    },
  };
}

/** Lets everything that is ready to run do so. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
