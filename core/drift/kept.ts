/** What monitor keeps of a pipeline's drift from one look to the next, and what is said of an alarm. */
import type { EventData } from '../../schemas/generated/types';
import { percent } from '../wording';
import { movedIn, type Moved } from './change';
import { signals } from './signals';
import { freshDrift, settleAlarm, type Alarm, type DriftState } from './warranty';

/** pipelines/PIPELINE/drift.json */
export interface KeptDrift {
  pipeline: string;
  /** Whose model the answers are of. */
  run: string;
  /** Answers until then were looked at, ISO 8601: whole hours. */
  until: string;
  state: DriftState;
}

const hour = 3_600_000;

/** @returns ISO 8601 */
export const wholeHour = (at: Date): string => new Date(Math.floor(at.getTime() / hour) * hour).toISOString();

/** @param since when the model came into production */
export const freshlyKept = (pipeline: string, run: string, since: Date): KeptDrift => ({
  pipeline,
  run,
  until: wholeHour(since),
  state: freshDrift(),
});

/** Of another model by now: what is asked of it is known, what it answers is learnt anew. In place. */
export function takenOver(kept: KeptDrift, run: string): void {
  if (kept.run === run) return;
  kept.run = run;
  settleAlarm(kept.state, 'new model');
}

/** Seven of a look at most, so that a deployment that was away for a month catches up within its time. */
const mostHours = 7 * 24;

/** The hours to look at next; undefined while none is over. */
export function nextHours({ until: from }: KeptDrift, now: Date): { from: string; until: string } | undefined {
  const last = Math.min(Date.parse(wholeHour(now)), Date.parse(from) + mostHours * hour);
  return last > Date.parse(from) ? { from, until: new Date(last).toISOString() } : undefined;
}

export const driftDetected = (kept: KeptDrift, alarm: Alarm): EventData['landfall.drift.detected.v1'] => ({
  pipeline: kept.pipeline,
  run: kept.run,
  at: new Date(alarm.at).toISOString(),
  from: new Date(alarm.from).toISOString(),
  evidence: alarm.evidence,
  moved: movedIn(alarm.changes).map(({ signal, category, mostly, expected, observed, votes }) => ({
    signal,
    category,
    ...(mostly !== undefined && { mostly }),
    before: expected,
    since: observed,
    votes,
  })),
});

/** "card not arrived" of answer went from 2 % to 11 % of 190 */
export const movedInWords = ({ signal, category, mostly = category, expected, observed, votes }: Moved): string =>
  `"${mostly}" (${signals[signal].title}) went from ${percent(round(expected))} to ${percent(round(observed))} of ${votes}`;

const round = (share: number): number => Number(share.toFixed(3));
