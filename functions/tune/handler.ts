/**
 * tune: starts one tuning job per candidate that the budget has room for, and leaves; watch looks after them, and says who goes on
 * where they are searched.
 */
import type { DatasetCard, Run } from '../../schemas/generated/types';
import type { Output } from '../../core/stages';
import { PermanentError, TimeUpError } from '../../core/errors';
import { hasPrices, unpricedBases } from '../../core/price';
import { plural } from '../../core/wording';
import { tokenCountsOf, workloadOf } from '../../core/workload';
import { configurationOf } from '../shared/stage/ledger';
import { cancelRunning } from '../shared/models/cancel-running';
import { neededBy } from '../shared/spending/needed';
import { commitTuning, type Committed } from '../shared/spending/tuning';
import type { TuneContext, TuneDeps, Version } from './context';
import { countingJobs } from './creation';
import { startingPointsOf } from './starting-points';
import { startJobs } from './starting';
import { standingOf, type Standing } from './standing';

export async function tune(version: Version, context: TuneContext): Promise<Output<'landfall.tuning.started.v1'>> {
  const { run, deps, log, signal } = context;
  const { ledger, tuningOf } = deps;
  const configuration = configurationOf(run);
  const standing = await standingOf(run, deps);
  const { rung, rungs } = standing;
  if (rungs > 1 && !version.validationUri)
    throw new PermanentError('the version has no validation split, by whose loss halving decides', {
      fix: 'give the tuner one with training.split.validationShare, and drop the batch again',
    });
  const tuningJobs = tuningOf(configuration);
  // The money comes first, then the mark: a job that runs and is not looked after would be paid for and forgotten.
  const { held, leftOut } = await commitMoney(run, version, standing, deps);
  for (const [candidate, reason] of leftOut) log.warning(`${candidate} is left out: ${reason}`, { candidate });
  await ledger.inFlight('tuning').mark(run);

  // Found before created: an earlier delivery may have come this far.
  const jobs = await tuningJobs.find(run);
  const candidates = standing.candidates.filter(({ id }) => !leftOut.has(id));
  const startingPoints = await startingPointsOf(run, deps);
  const starting = { version, jobs, held, startingPoints };
  const { started, refused, waiting, running } = await startJobs(candidates, starting, context);
  // What nobody needs would run until the last job is created, in the way of others, and be paid for.
  if (waiting.length > 0 || rung < rungs - 1) {
    signal.throwIfAborted();
    await settle(run, deps);
  }
  if (waiting.length > 0)
    throw new TimeUpError(`${plural(running, 'job')} under way: ${waiting.join(', ')} to come`, {
      waitsFor: { running, jobs: started },
    });
  if (rung < rungs - 1)
    throw new TimeUpError(`rung ${rung + 1} of ${rungs} is tuned`, { waitsFor: { rung, jobs: started, refused } });
  const out = [...leftOut].map(([candidate, reason]) => ({ candidate, reason }));
  const names = { pipeline: run.pipeline, run: run.run };
  return {
    type: 'landfall.tuning.started.v1',
    data: {
      ...names,
      jobs: started,
      ...(refused.length > 0 && { refused }),
      ...(out.length > 0 && { leftOut: out }),
    },
  };
}

/** @throws PermanentError where the budget has no room, or nobody can tell what it takes */
async function commitMoney(
  run: Run,
  { version, cardUri, tokenRatios }: Version,
  { candidates }: Standing,
  deps: TuneDeps,
): Promise<Committed> {
  const configuration = configurationOf(run);
  for (const base of unpricedBases(configuration))
    deps.log.warning(`no price of tuning ${base} is known: tuning.maximumTokens alone limits what it costs`, { base });
  const card = await deps.objects.read(cardUri);
  if (!card) {
    // A run that was frozen before prices were has nothing to hold.
    if (!hasPrices(configuration)) return { held: new Map(), leftOut: new Map() };
    throw new PermanentError('the card of the dataset version is gone, which tells what tuning would cost', {
      where: cardUri,
      fix: 'drop the batch again: the version is made anew',
    });
  }
  const workload = workloadOf(configuration, tokenCountsOf(JSON.parse(card.text) as DatasetCard), tokenRatios);
  return commitTuning(run, neededBy(run, workload, version, candidates), deps);
}

/**
 * Of two jobs of a candidate the one on record counts: the other is cancelled. Of a run that was cancelled while its jobs were being
 * started, cleanup has not seen those that were started last.
 */
export async function settle(run: Run, { ledger, tuningOf }: TuneDeps): Promise<void> {
  if (!run.configuration) return;
  const tuningJobs = tuningOf(run.configuration);
  const jobs = await tuningJobs.find(run);
  const counting = await countingJobs(run, jobs, ledger);
  const isCancelled = await ledger.isCancelled(run);
  await cancelRunning(
    jobs.filter(({ name }) => isCancelled || !counting.has(name)),
    tuningJobs,
  );
}
