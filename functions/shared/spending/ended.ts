/** The money of a run that has ended, one way or another: what was billed stays, and what was not is free again. */
import { RetryableError } from '../../../core/errors';
import { tuningEntry, withEnded } from '../../../core/spending';
import type { Run } from '../../../schemas/generated/types';
import { firstJobs } from '../models/first-jobs';
import type { TuningJob } from '../models/provider';
import { configurationOf } from '../stage/ledger';
import { changeSpending, deliveryEnds, workingSince, type SpendingDeps } from './change';
import { settleTuning } from './tuning';

/**
 * @param jobs of the run, all of them at an end
 * @throws RetryableError while somebody may be at work for it who was not stopped yet
 */
export async function settleEnded(run: Run, jobs: TuningJob[], deps: SpendingDeps): Promise<void> {
  await settleTuning(run, jobs, deps);
  const now = deps.clock.now();
  const times = { at: now.toISOString(), since: workingSince(now) };
  const tuned = new Set([...firstJobs(jobs, configurationOf(run)).keys()].map((key) => tuningEntry(run.run, key)));
  const { isAtWork } = await changeSpending(run, (before) => withEnded(before, run.run, tuned, times), deps);
  if (isAtWork)
    throw new RetryableError(`somebody may still spend money for ${run.run}: seen in ${deliveryEnds} minutes`);
}
