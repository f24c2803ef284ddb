/** Tuning jobs of a run that tune has yet to go on with. */
import { isPermanent, type JobToEnd } from '../../core/errors';
import { together } from '../../core/together';
import type { Run } from '../../schemas/generated/types';
import type { TuningJob, TuningJobs } from '../shared/models/provider';
import { configurationOf } from '../shared/stage/ledger';
import { lookAfter, type LookAfterDeps, type StartedJobs } from './look-after';

export async function lookAfterUnfinished(
  run: Run,
  jobs: StartedJobs,
  deps: LookAfterDeps,
): ReturnType<typeof lookAfter> {
  const tuningJobs = deps.tuningOf(configurationOf(run));
  return lookAfter(run, jobs, await together(jobs.map((job) => stateOf(job, tuningJobs))), deps);
}

/** Fewer run than did: there is room for the next. Where none did, others that nobody needs were in the way. */
export async function hasOneEnded({ running, jobs }: JobToEnd, run: Run, deps: LookAfterDeps): Promise<boolean> {
  const { states } = await lookAfterUnfinished(run, jobs, deps);
  return running === 0 || states.filter(({ state }) => state === 'running').length < running;
}

/** A job that is gone has failed: the others go on. */
async function stateOf({ candidate, base, job }: StartedJobs[number], tuningJobs: TuningJobs): Promise<TuningJob> {
  try {
    return await tuningJobs.get(job);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return { name: job, candidate, base, state: 'failed', checkpointEndpoints: [], error: error.message };
  }
}
