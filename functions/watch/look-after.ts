/** What is done for tuning jobs at every look: how they stand goes on record, and those past their deadline are cancelled. */
import type { RungToEnd } from '../../core/errors';
import type { Run, TuningJobProgress } from '../../schemas/generated/types';
import type { TuningJob, TuningJobs, TuningLosses } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import { configurationOf } from '../shared/stage/ledger';
import type { StageDeps } from '../shared/stage/stage';
import { judgeDropped } from './dropped';
import { cancelOverdue } from './overdue';
import { recordProgress } from './progress';

export type LookAfterDeps = StageDeps & { tuningOf: OfRun<TuningJobs>; lossesOf: OfRun<TuningLosses> };

export type StartedJobs = RungToEnd['jobs'];

/**
 * @param asked what the provider says of each
 * @returns how each of them stands: as the provider says, and as it is on record
 */
export async function lookAfter(
  run: Run,
  jobs: StartedJobs,
  asked: TuningJob[],
  deps: LookAfterDeps,
): Promise<{ states: TuningJob[]; told: TuningJobProgress[] }> {
  const configuration = configurationOf(run);
  const tuningJobs = deps.tuningOf(configuration);
  const states = await judgeDropped(run, asked, tuningJobs, deps);
  const told = await recordProgress(run, jobs, { states, losses: deps.lossesOf(configuration) }, deps);
  await cancelOverdue(run, states, tuningJobs, deps);
  return { states, told };
}
