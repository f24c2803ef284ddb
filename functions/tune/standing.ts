/** How far a run's search is: the rung that is to be tuned now, and who is in it. */
import { tunedCandidates } from '../../core/candidates';
import { PermanentError } from '../../core/errors';
import type { Rung } from '../../core/search/halving';
import { searchOf, type RungRecord } from '../../core/search/rungs';
import type { Run, TunedCandidate } from '../../schemas/generated/types';
import { findRung } from '../shared/search/rung-records';
import { configurationOf } from '../shared/stage/ledger';
import type { StageDeps } from '../shared/stage/stage';

export interface Standing {
  /** With the epochs of the rung. */
  candidates: TunedCandidate[];
  /** From 0, of `rungs` in all. */
  rung: number;
  rungs: number;
}

/** @throws PermanentError when nobody is left who could go on */
export async function standingOf(run: Run, deps: StageDeps): Promise<Standing> {
  const configuration = configurationOf(run);
  const rungs = searchOf(configuration);
  let candidates = tunedCandidates(configuration);
  for (const [rung, planned] of rungs.entries()) {
    const record = rung < rungs.length - 1 ? await findRung(run, rung, deps) : undefined;
    if (!record) {
      const inRung = planned ? candidates.map((each) => tunedIn(planned, each, rung < rungs.length - 1)) : candidates;
      return { candidates: inRung, rung, rungs: rungs.length };
    }
    if (record.promoted.length === 0) throw nobodyLeft(record);
    candidates = candidates.filter(({ id }) => record.promoted.includes(id));
  }
  throw new Error('a search has a last rung');
}

/** Nothing of an earlier rung is asked anything: of its checkpoints the last is enough. */
const tunedIn = ({ epochs }: Rung, candidate: TunedCandidate, isEarlier: boolean): TunedCandidate => ({
  ...candidate,
  epochs,
  ...(isEarlier && { checkpoints: 'last' }),
});

function nobodyLeft({ rung, candidates }: RungRecord): PermanentError {
  const reasons = candidates.map(({ candidate, state, error }) => `${candidate} ${state}${error ? ` (${error})` : ''}`);
  return new PermanentError(`no candidate of rung ${rung + 1} has a validation loss: ${reasons.join('; ')}`, {
    where: candidates.flatMap(({ job }) => job ?? []).join(', '),
    fix: 'read the jobs, or tune all in full with tuning.strategy: all, and drop the batch again',
  });
}
