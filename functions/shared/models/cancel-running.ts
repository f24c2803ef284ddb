/** Cancels the jobs of a run that has ended: of tuning, and of batches. */
import { isPermanent } from '../../../core/errors';
import { together } from '../../../core/together';
import type { BatchJob, TuningJob } from './provider';

/**
 * A run that has ended pays for nothing that it has started. A job that has just ended, or is gone, cannot be cancelled, nor
 * need it.
 * @param jobs those of the run, in whatever state
 * @returns those that were running
 * @throws RetryableError when a job could not be cancelled now: it would run on, and be paid for.
 */
export async function cancelRunning<J extends TuningJob | BatchJob>(
  jobs: J[],
  of: { cancel(name: string): Promise<void> },
): Promise<J[]> {
  const running = jobs.filter(({ state }) => state === 'running');
  await together(
    running.map(({ name }) =>
      of.cancel(name).catch((error: unknown) => {
        if (!isPermanent(error)) throw error;
      }),
    ),
  );
  return running;
}
