/** Tuning jobs of a run that tune has yet to go on with: how they stand is on record, and those past their deadline are cancelled. */
import { isPermanent, type JobToEnd, type RungToEnd } from '../../core/errors';
import { together } from '../../core/together';
import type { Run, TuningJobProgress } from '../../schemas/generated/types';
import type { TuningJob, TuningJobs, TuningLosses } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import { configurationOf } from '../shared/stage/ledger';
import type { StageDeps } from '../shared/stage/stage';
import { judgeDropped } from './dropped';
import { cancelOverdue } from './overdue';
import { recordProgress } from './progress';

export type UnfinishedDeps = StageDeps & { tuningOf: OfRun<TuningJobs>; lossesOf: OfRun<TuningLosses> };

type Jobs = RungToEnd['jobs'];

/** @returns how each of them stands: as the provider says, and as it is on record */
export async function lookAfter(
  run: Run,
  jobs: Jobs,
  deps: UnfinishedDeps,
): Promise<{ states: TuningJob[]; told: TuningJobProgress[] }> {
  const configuration = configurationOf(run);
  const tuningJobs = deps.tuningOf(configuration);
  const asked = await together(jobs.map((job) => stateOf(job, tuningJobs)));
  const states = await judgeDropped(run, asked, tuningJobs, deps);
  const losses = deps.lossesOf(configuration);
  const told = await recordProgress(run, jobs, { states, losses }, deps);
  await cancelOverdue(run, states, tuningJobs, deps);
  return { states, told };
}

/** Fewer run than did: there is room for the next. Where none did, others that nobody needs were in the way. */
export async function hasOneEnded({ running, jobs }: JobToEnd, run: Run, deps: UnfinishedDeps): Promise<boolean> {
  const { states } = await lookAfter(run, jobs, deps);
  return running === 0 || states.filter(({ state }) => state === 'running').length < running;
}

/** A job that is gone has failed: the others go on. */
async function stateOf({ candidate, base, job }: Jobs[number], tuningJobs: TuningJobs): Promise<TuningJob> {
  try {
    return await tuningJobs.get(job);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return { name: job, candidate, base, state: 'failed', checkpointEndpoints: [], error: error.message };
  }
}
