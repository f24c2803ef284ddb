/** What came of a run's tuning jobs, once all have ended. */
import type { EventData } from '../../schemas/generated/types';
import { PermanentError } from '../../core/errors';
import type { TuningJob } from '../shared/models/provider';

type Started = EventData['landfall.tuning.started.v1']['jobs'];
type Finished = EventData['landfall.tuning.finished.v1']['candidates'];

/**
 * One entry per candidate; undefined while any job is under way.
 * @param others candidates that are not tuned
 * @throws PermanentError when no candidate succeeded, and there are no others: one that failed leaves the run to those.
 */
export function outcome(started: Started, jobs: TuningJob[], others: number): Finished | undefined {
  if (jobs.some(({ state }) => state === 'running')) return undefined;

  const candidates = started.map(({ candidate, base, job }, index) => {
    const { state, model, endpoint, checkpointEndpoints, seconds, truncatedExamples, error } = jobs[index]!;
    return {
      id: candidate,
      base,
      job,
      state: state as Exclude<typeof state, 'running'>,
      model,
      endpoint,
      checkpointEndpoints,
      seconds,
      truncatedExamples,
      error,
    };
  });
  if (others > 0 || candidates.some(({ state }) => state === 'succeeded')) return candidates;

  const reasons = candidates.map(({ id, state, error }) => `${id} ${state}${error ? ` (${error})` : ''}`);
  throw new PermanentError(`no candidate was tuned: ${reasons.join('; ')}`, {
    where: candidates.map(({ job }) => job).join(', '),
    fix: 'read the jobs, correct the candidates or the dataset, and drop the batch again',
  });
}
