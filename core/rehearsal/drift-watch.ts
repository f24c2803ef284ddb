/** The watch for drift in a rehearsal: the shipped bets, fed hour by hour with the votes of the requests that are drawn. */
import { movedIn, type Moved } from '../drift/change';
import { signals, type SignalName } from '../drift/signals';
import { feed, freshDrift, lookForDrift, settleAlarm, statusOf, type SignalStatus } from '../drift/warranty';
import { percent, plural } from '../wording';
import type { AskedRow, HourOfTraffic } from './traffic';

export interface DriftFound {
  /** ISO 8601; of the look that raised it. */
  at: string;
  /** Requests since the shift that was planted began; absent of an alarm without one. */
  requests?: number;
  /** Which shares moved, the clearest first. */
  moved: Moved[];
}

export interface DriftSeen {
  /** At most one false alarm in so many of them, on average. */
  quietWeeks: number;
  alarms: DriftFound[];
  /** Since the shift began: so many requests have come in all; absent without one. */
  requestsSinceShift?: number;
  /** How far each signal is that rows tell something of. */
  signals: SignalStatus[];
}

export interface DriftWatch {
  /** @returns the alarm, where this hour raised one */
  look(hour: HourOfTraffic, now: Date): DriftFound | undefined;
  /** A new model answers from now on. */
  changeModel(): void;
  seen(): DriftSeen;
}

const hour = 3_600_000;

/** @param shifted from when on requests are of other rows */
export function watchDrift(shifted?: Date): DriftWatch {
  const state = freshDrift();
  const alarms: DriftFound[] = [];
  const fed = new Set<SignalName>();
  let requestsSinceShift = 0;
  return {
    look({ requests, drawn }, now) {
      if (shifted && now >= shifted) requestsSinceShift += requests;
      // An equal question has one vote in an hour, where nobody is named as its user.
      const rows = [...new Set(drawn)];
      for (const name of Object.keys(signals) as SignalName[]) {
        const votes = rows.flatMap((row, place) => voteOf(row, name, now.getTime() + (place * hour) / rows.length));
        if (votes.length > 0) fed.add(name);
        feed(state, name, votes);
      }
      const isStanding = state.alarm !== undefined;
      const alarm = lookForDrift(state, now.getTime() + hour);
      if (!alarm || isStanding) return undefined;
      const found = {
        at: new Date(alarm.at).toISOString(),
        ...(requestsSinceShift > 0 && { requests: requestsSinceShift }),
        moved: movedIn(alarm.changes),
      };
      alarms.push(found);
      return found;
    },
    changeModel: () => settleAlarm(state, 'new model'),
    seen: () => ({
      quietWeeks: state.quietWeeks,
      alarms,
      ...(shifted && { requestsSinceShift }),
      signals: statusOf(state).filter(({ name }) => fed.has(name)),
    }),
  };
}

function voteOf({ votes }: AskedRow, name: SignalName, at: number) {
  const category = votes[name];
  return category === undefined ? [] : [{ at, category }];
}

/** So many of what moved are told. */
const mostTold = 3;

/** In words: longest word of the question, refund: 2 % → 31 %. */
export const driftInWords = ({ requests, moved }: DriftFound): string =>
  [
    `drift, ${requests === undefined ? 'where nothing was shifted' : `${plural(requests, 'request')} after the shift`}`,
    ...moved
      .slice(0, mostTold)
      .map(
        ({ signal, category, expected, observed }) =>
          `${signals[signal].title}, ${category}: ${percent(expected)} → ${percent(observed)}`,
      ),
  ].join('; ');
