/** What of a pipeline asks for a retraining by itself: that it is time, and that people have said enough. */
import type { RetrainingSpec } from '../../schemas/generated/types';
import { plural } from '../wording';
import { requestId, type Cause, type RetrainRequested } from './request';

export interface Watched {
  pipeline: string;
  now: Date;
  policy: RetrainingSpec;
  /** The newest that came to a dataset. */
  lastRun: { run: string; createdAt: string };
  /** Answers that people have corrected or approved since. */
  newExamples: number;
}

const day = 86_400_000;

/** Each at most once for a run: what nobody wanted then is asked for again when there is another. */
export function ownCauses(watched: Watched): RetrainRequested[] {
  const { policy, lastRun, now, newExamples } = watched;
  const age = Math.floor((now.getTime() - Date.parse(lastRun.createdAt)) / day);
  return [
    ...(policy.everyDays !== undefined && age >= policy.everyDays
      ? [requested(watched, 'schedule', `the last run, ${lastRun.run}, began ${plural(age, 'day')} ago`)]
      : []),
    ...(policy.feedback !== undefined && newExamples >= policy.feedback
      ? [
          requested(
            watched,
            'feedback',
            `people have corrected or approved ${plural(newExamples, 'answer')} since the last run`,
          ),
        ]
      : []),
  ];
}

const requested = ({ pipeline, now, lastRun, newExamples }: Watched, cause: Cause, why: string): RetrainRequested => ({
  pipeline,
  request: requestId(pipeline, cause, lastRun.run),
  cause,
  why,
  at: now.toISOString(),
  newExamples,
});
