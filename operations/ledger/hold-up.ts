/** Why a stage that has begun does not move just now: it waits for a job or for the next tick, or its message comes again. */
import type { Attempt, WaitedFor } from '../../core/errors';
import { backOff, contractOf, type StageName } from '../../core/stages';
import { plural } from '../../core/wording';
import { formatSeconds } from '../../core/quantities';

export interface HoldUp {
  stage: StageName;
  /** When it was left under way, or when its last delivery failed. */
  since: string;
  /** What has to end before it goes on. */
  waitsFor?: WaitedFor;
  /** Its last delivery, where that failed. */
  attempt?: Attempt;
}

/** In one line, with what may be long at its end. @param now milliseconds since 1970 */
export function describeHoldUp({ stage, since, waitsFor, attempt }: HoldUp, now: number): string {
  const seconds = Math.max(0, now - Date.parse(since)) / 1000;
  if (waitsFor) return `has waited ${roughly(seconds)} for ${whatIsWaitedFor(waitsFor)}`;
  if (!attempt) return 'stopped at its time limit; goes on within a minute';
  return `attempt ${attempt.number} failed, ${nextAttempt(stage, seconds)}: ${attempt.error.message.split('\n')[0]}`;
}

function whatIsWaitedFor(waitsFor: WaitedFor): string {
  if ('run' in waitsFor) return `the decision on run ${waitsFor.run}`;
  if ('canary' in waitsFor) return 'answers to more requests';
  if ('approval' in waitsFor) return 'an approval';
  if ('rung' in waitsFor) return `${plural(waitsFor.jobs.length, 'tuning job')} of rung ${waitsFor.rung + 1}`;
  if ('running' in waitsFor) return `one of ${plural(waitsFor.running, 'tuning job')} to end`;
  if ('batch' in waitsFor) return `the batch ${waitsFor.batch}`;
  return 'answers' in waitsFor ? plural(waitsFor.answers, 'answer') : `BigQuery job ${waitsFor.job}`;
}

/** Which back-off a delivery has come to only Pub/Sub knows: other deliveries than those on record count too. */
function nextAttempt(stage: StageName, seconds: number): string {
  if (contractOf(stage).ticks) return 'made again every minute';
  const left = backOff.most - seconds;
  return left > 0 ? `made again within ${roughly(left)}` : 'to be made again';
}

const roughly = (seconds: number): string =>
  seconds < 60 ? formatSeconds(seconds).replace(/\.\d/, '') : `${Math.ceil(seconds / 60)} min`;
