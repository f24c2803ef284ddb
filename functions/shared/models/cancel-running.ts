/** Cancels the tuning jobs of a run that has ended. */
import { isPermanent } from '../../../core/errors';
import { together } from '../../../core/together';
import type { TuningJob, TuningJobs } from './provider';

/**
 * A run that has ended pays for nothing that it has started. A job that has just ended, or is gone, cannot be cancelled, nor
 * need it.
 * @param jobs those of the run, in whatever state
 * @returns those that were running
 * @throws RetryableError when a job could not be cancelled now: it would run on, and be paid for.
 */
export async function cancelRunning(jobs: TuningJob[], tuningJobs: Pick<TuningJobs, 'cancel'>): Promise<TuningJob[]> {
  const running = jobs.filter(({ state }) => state === 'running');
  await together(
    running.map(({ name }) =>
      tuningJobs.cancel(name).catch((error: unknown) => {
        if (!isPermanent(error)) throw error;
      }),
    ),
  );
  return running;
}
