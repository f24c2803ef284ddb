/** Time as a dependency, so that tests of deadlines and back-off move it by hand. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `callback` once, `milliseconds` from now; the returned function takes that back. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The present as RFC 3339, in UTC. */
export const isoTime = (clock: Pick<Clock, 'now'>): string => new Date(clock.now()).toISOString();

/** Longest delay that Node's timers take; a longer wait is asked for again by whoever waits. */
const longestTimeout = 2 ** 31 - 1;

/** The system's clock, ahead by so many milliseconds: at any other date a second lasts as long. */
export const movedClock = (offset: number): Clock => ({ ...systemClock, now: () => Date.now() + offset });

export const systemClock: Clock = {
  now: Date.now,
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, milliseconds), longestTimeout));
    return () => clearTimeout(timer);
  },
};
