/** A pipeline as it stands at one hour of a rehearsal. */
import type { Configuration, RetrainingRequest } from '../../schemas/generated/types';
import type { Purpose } from '../bases';
import type { PipelineRun } from '../retraining/policy';
import type { RunPrice, Books } from './books';
import type { DriftWatch } from './drift-watch';
import type { HourOfTraffic } from './traffic';

/** Changed in place, hour by hour. */
export interface Quarter {
  configuration: Configuration;
  region: string;
  /** By the base that a run is for. */
  prices: Record<string, RunPrice>;
  /** From a run's beginning to its end. */
  runDays: number;
  /** Whether a run that ends now is better than production. */
  isBetter: () => boolean;
  /** Share of the answers that people correct or approve. */
  ratedShare: number;
  nextHour: (now: Date) => HourOfTraffic;
  books: Books;
  drift: DriftWatch;
  /** The newest first. */
  runs: RehearsedRun[];
  requests: RetrainingRequest[];
  production?: ServedBase;
  answersSinceRun: number;
  unanswered: number;
  happenings: Happening[];
}

/** A base that is asked, as it is or tuned. */
export interface ServedBase {
  base: string;
  purpose: Purpose;
}

export interface RehearsedRun extends PipelineRun, ServedBase {
  /** Milliseconds since 1970. */
  endsAt: number;
  /** Why it ended as it began: its base or the budget refused it. */
  failed?: string;
}

export interface Happening {
  /** ISO 8601. */
  at: string;
  what: 'run' | 'request' | 'answers' | 'base' | 'drift';
  text: string;
}

export function happened({ happenings }: Quarter, now: Date, what: Happening['what'], text: string): void {
  happenings.push({ at: now.toISOString(), what, text });
}
