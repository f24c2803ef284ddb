/** Ends a rung of a search by halving: once all of its tuning jobs have ended, it is decided, on record, who goes on. */
import { isPermanent, type RungToEnd } from '../../core/errors';
import type { RunName } from '../../core/ledger-layout';
import { promoted } from '../../core/search/halving';
import { searchOf, type RungCandidate } from '../../core/search/rungs';
import { together } from '../../core/together';
import type { TuningJobProgress } from '../../schemas/generated/types';
import type { TuningJob, TuningJobs, TuningLosses } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import { findRung, recordRung } from '../shared/search/rung-records';
import { configurationOf } from '../shared/stage/ledger';
import type { StageDeps } from '../shared/stage/stage';
import { cancelOverdue } from './overdue';
import { recordProgress } from './progress';

export type RungDeps = StageDeps & { tuningOf: OfRun<TuningJobs>; lossesOf: OfRun<TuningLosses> };

/** Minutes from the end of the last job: our choice, for a service that writes down losses after the job has ended. */
const patience = 30;

/** A rung that is decided has ended; so has one of a run that is gone, for the stage to make something of. */
export async function hasRungEnded(
  { rung, jobs, refused = [] }: RungToEnd,
  name: RunName,
  deps: RungDeps,
): Promise<boolean> {
  const run = await deps.ledger.findRun(name);
  if (!run?.configuration || (await findRung(run, rung, deps))) return true;
  const configuration = configurationOf(run);
  const tuningJobs = deps.tuningOf(configuration);
  const states = await together(jobs.map((job) => stateOf(job, tuningJobs)));
  const losses = deps.lossesOf(configuration);
  const told = await recordProgress(run, jobs, { states, losses }, deps);
  await cancelOverdue(run, states, tuningJobs, deps);
  if (states.some(({ state }) => state === 'running')) return false;

  const candidates = told.map(finished);
  const isUnknown = candidates.some(({ state, loss }) => state === 'succeeded' && loss === undefined);
  if (isUnknown && !isLate(states, deps.clock.now())) return false;

  const rungs = searchOf(configuration);
  const ids = jobs.map(({ candidate }) => candidate);
  const goOn = promoted(ids, candidates, rungs[rung + 1]!)!;
  const at = deps.clock.now().toISOString();
  const all = [...candidates, ...refused.map(untaken)];
  await recordRung(run, { rung, epochs: rungs[rung]!.epochs, at, candidates: all, promoted: goOn }, deps);
  deps.log.info(`rung ${rung + 1} of ${rungs.length}: ${goOn.join(', ') || 'nobody'} of ${all.length} on`, { ...name });
  return true;
}

/** A job that is gone has failed: the others go on. */
async function stateOf(
  { candidate, base, job }: RungToEnd['jobs'][number],
  tuningJobs: TuningJobs,
): Promise<TuningJob> {
  try {
    return await tuningJobs.get(job);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return { name: job, candidate, base, state: 'failed', checkpointEndpoints: [], error: error.message };
  }
}

function finished({ candidate, job, state, losses, lossesUnknown, error }: TuningJobProgress): RungCandidate {
  const loss = losses?.validation.at(-1)?.loss;
  const reason =
    error ?? lossesUnknown ?? (losses && loss === undefined ? 'no loss on the validation split' : undefined);
  return {
    candidate,
    job,
    state: state as RungCandidate['state'],
    ...(loss !== undefined && { loss }),
    ...(loss === undefined && reason !== undefined && { error: reason }),
  };
}

const untaken = ({ candidate, reason }: { candidate: string; reason: string }): RungCandidate => ({
  candidate,
  state: 'failed',
  error: reason,
});

const isLate = (jobs: TuningJob[], now: Date): boolean =>
  jobs.every(({ endedAt }) => endedAt === undefined || now.getTime() - Date.parse(endedAt) > patience * 60_000);
