/** What of a pipeline asks for a retraining by itself: that it is time, and that people have said enough. */
import type { RetrainingRequest, RetrainingSpec } from '../../schemas/generated/types';
import { plural } from '../wording';
import type { PipelineRun } from './policy';
import { requestId, type Cause, type RetrainRequested } from './request';

export interface Watched {
  pipeline: string;
  now: Date;
  policy: RetrainingSpec;
  /** As `lastRunOf` says. */
  lastRun: Pick<PipelineRun, 'run' | 'createdAt'>;
  /** Answers that people have corrected or approved since. */
  newExamples: number;
  /** Of the pipeline, with their outcomes. */
  requests: RetrainingRequest[];
}

/** The newest run that came to a dataset and did not fail of it: what was said before that has been heard. */
export const lastRunOf = <T extends PipelineRun>(runs: T[]): T | undefined =>
  runs.find(({ hasVersion, status }) => hasVersion && status !== 'failed');

const day = 86_400_000;

/** Each at most once for a run: what nobody wanted then is asked for again when there is another. One whose run failed is asked for once more. */
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

function requested(watched: Watched, cause: Cause, why: string): RetrainRequested {
  const { pipeline, now, lastRun, newExamples, requests } = watched;
  const { length: failed } = requests.filter(
    (each) => each.cause === cause && each.outcome === 'failed' && each.at > lastRun.createdAt,
  );
  return {
    pipeline,
    request: requestId(pipeline, cause, failed === 0 ? lastRun.run : `${lastRun.run} again ${failed}`),
    cause,
    why,
    at: now.toISOString(),
    newExamples,
  };
}
