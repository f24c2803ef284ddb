/** Tuning jobs that take longer than the pipeline gives them are cancelled: one that never ends would be waited for, and paid for, for ever. */
import type { Run } from '../../schemas/generated/types';
import { cancelRunning } from '../shared/models/cancel-running';
import type { TuningJob, TuningJobs } from '../shared/models/provider';
import { configurationOf } from '../shared/stage/ledger';
import type { StageDeps } from '../shared/stage/stage';

/** Said again at every tick until the provider says that it has ended: a cancellation is a request. */
export async function cancelOverdue(
  run: Run,
  jobs: TuningJob[],
  tuningJobs: Pick<TuningJobs, 'cancel'>,
  { clock, log }: Pick<StageDeps, 'clock' | 'log'>,
): Promise<void> {
  const { deadlineHours } = configurationOf(run).pipeline.tuning;
  const latest = clock.now().getTime() - deadlineHours * 3_600_000;
  const overdue = jobs.filter(({ createdAt }) => createdAt !== undefined && Date.parse(createdAt) <= latest);
  for (const { candidate } of await cancelRunning(overdue, tuningJobs))
    log.warning(`${candidate} is cancelled: tuning.deadlineHours gives it ${deadlineHours} h`, { candidate });
}
