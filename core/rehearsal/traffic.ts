/** The requests of a rehearsal: the user's own rows, drawn at random and with replacement, as many an hour as were told for a week. */
import { chanceFrom } from '../verdict/random';
import type { RowVotes } from './row-votes';

/** A row as it is asked and answered. */
export interface AskedRow {
  /** Bytes of UTF-8: of the prompt as it is sent, and of the answer. */
  asked: number;
  answered: number;
  votes: RowVotes;
}

/** From a day on such a share of the requests is drawn from these rows alone. */
export interface Shift {
  from: Date;
  share: number;
  rows: AskedRow[];
}

export interface Traffic {
  rows: AskedRow[];
  requestsPerWeek: number;
  shift?: Shift | undefined;
}

export interface HourOfTraffic {
  requests: number;
  /** Stand for all of them: of very many only some are drawn. */
  drawn: AskedRow[];
}

const hoursInWeek = 7 * 24;

/** Draws for an hour: enough that what they cost on average is known to a percent within days. */
const mostDrawn = 500;

/** The next hour at each call; the same seed draws the same. */
export function trafficFrom({ rows, requestsPerWeek, shift }: Traffic, seed: string): (now: Date) => HourOfTraffic {
  const chance = chanceFrom(seed);
  const anyOf = (among: AskedRow[]): AskedRow => among[Math.floor(chance() * among.length)]!;
  let hours = 0;
  return (now) => {
    const until = (hour: number) => Math.floor((hour * requestsPerWeek) / hoursInWeek);
    const requests = until(hours + 1) - until(hours);
    hours += 1;
    const isShifted = shift !== undefined && now >= shift.from;
    const drawn = Array.from({ length: Math.min(requests, mostDrawn) }, () =>
      anyOf(isShifted && chance() < shift.share ? shift.rows : rows),
    );
    return { requests, drawn };
  };
}
