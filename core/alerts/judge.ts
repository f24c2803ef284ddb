/** Whether a condition holds, by signals: yes, no, or that nobody knows. Nothing looked at is never taken for nothing bad. */
import {
  alertConditions,
  everyMinutes,
  type AlertCondition,
  type Look,
  type AlertMeasure,
  type AlertSeverity,
  type Silence,
} from './conditions';

/** A row of landfall.signals. */
export interface Signal {
  measure: AlertMeasure;
  subject: string;
  /** Milliseconds since 1970, of its minute. */
  at: number;
  total: number;
  bad: number;
}

export interface AlertState {
  alert: string;
  subject: string;
  state: 'raised' | 'quiet' | 'unknown';
  /** Of what is raised. */
  severity?: AlertSeverity;
  /** What was measured, in words. */
  why: string;
}

type Counts = Pick<Signal, 'total' | 'bad'>;

const minute = 60_000;
const day = 24 * 60 * minute;

/** Of every condition a judgement a subject that signals speak of. @param now milliseconds since 1970 */
export const judge = (signals: Signal[], now: number): AlertState[] =>
  alertConditions.flatMap((condition) => {
    const own = signals.filter(({ measure }) => measure === condition.measure);
    return [...new Set(own.map(({ subject }) => subject))].map((subject) => ({
      alert: condition.id,
      subject,
      ...judgeOne(
        condition,
        own.filter((signal) => signal.subject === subject),
        now,
      ),
    }));
  });

/**
 * What is raised and was not told since it is: rows may come late, so that what was raised at the look before is not what that look has
 * seen.
 */
export function untold(signals: Signal[], now: number): AlertState[] {
  const raisedAt = (at: number): AlertState[] => judge(signals, at).filter(({ state }) => state === 'raised');
  return raisedAt(now).filter(({ alert, subject }) => {
    const told = signals.filter(
      (one) => one.measure === 'told' && one.subject === `${alert} ${subject}` && one.at <= now,
    );
    if (told.length === 0) return true;
    // Told, gone, and back again, as far as looks go.
    const last = Math.max(...told.map(({ at }) => at));
    for (let at = last + everyMinutes * minute; at < now; at += everyMinutes * minute)
      if (!raisedAt(at).some((one) => one.alert === alert && one.subject === subject)) return true;
    return false;
  });
}

type Found = Pick<AlertState, 'state' | 'severity' | 'why'>;

function judgeOne({ looks, silence }: AlertCondition, signals: Signal[], now: number): Found {
  const found = [
    ...looks.map((look) => judgeLook(look, signals, now)),
    ...(silence ? [judgeSilence(silence, signals, now)] : []),
  ];
  const byState = (state: Found['state']): Found | undefined => found.find((one) => one.state === state);
  return byState('raised') ?? byState('quiet') ?? found[0]!;
}

function judgeLook({ severity, window, short, lag = 0, share, atLeast }: Look, signals: Signal[], now: number): Found {
  const until = now - lag * minute;
  const long = countsIn(signals, until, window);
  const why = `${long.bad} of ${long.total} in ${inWords(window)}`;
  if (long.total === 0) return { state: 'unknown', why };
  if (!isBad(long, share, atLeast)) return { state: 'quiet', why };
  if (short === undefined) return { state: 'raised', severity, why };
  const recent = countsIn(signals, until, short);
  const both = `${why}, ${recent.bad} of ${recent.total} in ${inWords(short)}`;
  if (recent.total === 0) return { state: 'unknown', why: both };
  return isBad(recent, share, 1) ? { state: 'raised', severity, why: both } : { state: 'quiet', why: both };
}

function judgeSilence({ severity, window, atLeast, days }: Silence, signals: Signal[], now: number): Found {
  const { total } = countsIn(signals, now, window);
  const before = days.map((ago) => countsIn(signals, now - ago * day, window).total);
  const why = `${total} in ${inWords(window)}; ${before.join(', ')} at this time ${days.join(', ')} days ago`;
  if (total > 0) return { state: 'quiet', why };
  return before.every((count) => count >= atLeast) ? { state: 'raised', severity, why } : { state: 'unknown', why };
}

const isBad = ({ total, bad }: Counts, share: number, atLeast: number): boolean =>
  bad >= atLeast && bad / total >= share;

/** Of the minutes that have ended by `until`. */
function countsIn(signals: Signal[], until: number, window: number): Counts {
  const counts = { total: 0, bad: 0 };
  for (const { at, total, bad } of signals) {
    if (at < until - window * minute || at >= until) continue;
    counts.total += total;
    counts.bad += bad;
  }
  return counts;
}

const inWords = (minutes: number): string =>
  minutes % 1440 === 0 ? `${minutes / 1440} d` : minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
