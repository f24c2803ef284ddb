/** Ends a rung of a search by halving: once all of its tuning jobs have ended, it is decided, on record, who goes on. */
import type { RungToEnd } from '../../core/errors';
import type { RunName } from '../../core/ledger-layout';
import { promoted } from '../../core/search/halving';
import { searchOf, type RungCandidate } from '../../core/search/rungs';
import type { TuningJobProgress } from '../../schemas/generated/types';
import { findRung, recordRung } from '../shared/search/rung-records';
import { isLate } from './late-losses';
import type { LookAfterDeps } from './look-after';
import { lookAfterUnfinished } from './unfinished';

/** A rung that is decided has ended; so has one of a run that is gone, for the stage to make something of. */
export async function hasRungEnded(
  { rung, jobs, refused = [] }: RungToEnd,
  name: RunName,
  deps: LookAfterDeps,
): Promise<boolean> {
  const run = await deps.ledger.findRun(name);
  if (!run?.configuration || (await findRung(run, rung, deps))) return true;
  const { states, told } = await lookAfterUnfinished(run, jobs, deps);
  if (states.some(({ state }) => state === 'running')) return false;

  const candidates = told.map(finished);
  const isUnknown = candidates.some(({ state, loss }) => state === 'succeeded' && loss === undefined);
  if (isUnknown && !isLate(states, deps.clock.now())) return false;

  const rungs = searchOf(run.configuration);
  const ids = jobs.map(({ candidate }) => candidate);
  const goOn = promoted(ids, candidates, rungs[rung + 1]!)!;
  const at = deps.clock.now().toISOString();
  const all = [...candidates, ...refused.map(untaken)];
  await recordRung(run, { rung, epochs: rungs[rung]!.epochs, at, candidates: all, promoted: goOn }, deps);
  deps.log.info(`rung ${rung + 1} of ${rungs.length}: ${goOn.join(', ') || 'nobody'} of ${all.length} on`, { ...name });
  return true;
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
