/** tune: starts one tuning job per candidate and leaves; watch looks after them, and says who goes on where they are searched. */
import type { EventData, Run } from '../../schemas/generated/types';
import type { Output } from '../../core/stages';
import { PermanentError, TimeUpError } from '../../core/errors';
import { configurationOf } from '../shared/stage/ledger';
import type { StageContext, StageDeps } from '../shared/stage/stage';
import { filesIn } from '../../core/variants';
import { cancelRunning } from '../shared/models/cancel-running';
import type { TuningJobs } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import { standingOf } from './standing';

export type TuneDeps = StageDeps & { tuningOf: OfRun<TuningJobs> };

export async function tune(
  version: EventData['landfall.dataset.versioned.v1'],
  { run, deps, log, signal }: StageContext<TuneDeps>,
): Promise<Output<'landfall.tuning.started.v1'>> {
  const { ledger, tuningOf } = deps;
  const configuration = configurationOf(run);
  const { candidates, rung, rungs } = await standingOf(run, deps);
  const isSearched = rungs > 1;
  // Of a candidate that has gone on, each rung has a job of its own.
  const keyOf = (candidate: string, epochs?: number): string => (isSearched ? `${candidate} ${epochs}` : candidate);
  if (isSearched && !version.validationUri)
    throw new PermanentError('the version has no validation split, by whose loss halving decides', {
      fix: 'give the tuner one with training.split.validationShare, and drop the batch again',
    });
  const tuningJobs = tuningOf(configuration);
  // The mark comes first: a job that runs and is not looked after would be paid for and forgotten.
  await ledger.inFlight('tuning').mark(run);

  // Found before created: an earlier delivery may have come this far. Of two jobs of a candidate the later one is passed over.
  const found = (await tuningJobs.find(run)).toReversed();
  const jobs = new Map(found.map((job) => [keyOf(job.candidate, job.epochs), job]));
  const started = [];
  for (const { id, base, prompt, ...settings } of candidates) {
    let job = jobs.get(keyOf(id, settings.epochs));
    if (!job) {
      // Whoever has taken the lease looks for our jobs right now, and would not find what is created from here on.
      signal.throwIfAborted();
      const { trainUri, validationUri } = filesIn(version, prompt, configuration);
      job = await tuningJobs.create(run, { id, base, ...settings }, { trainUri, validationUri });
      log.info(`started ${id} on ${base}`, { candidate: id, job: job.name });
    }
    started.push({ candidate: id, base, job: job.name });
  }
  if (rung < rungs - 1)
    throw new TimeUpError(`rung ${rung + 1} of ${rungs} is tuned`, { waitsFor: { rung, jobs: started } });
  return { type: 'landfall.tuning.started.v1', data: { pipeline: run.pipeline, run: run.run, jobs: started } };
}

/** Of a run that was cancelled while its jobs were being started, cleanup has not seen those that were started last. */
export async function settle(run: Run, { ledger, tuningOf }: TuneDeps): Promise<void> {
  if (!run.configuration || !(await ledger.isCancelled(run))) return;
  const tuningJobs = tuningOf(run.configuration);
  await cancelRunning(await tuningJobs.find(run), tuningJobs);
}
