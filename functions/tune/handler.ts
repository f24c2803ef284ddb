/** tune: starts one tuning job per candidate and leaves; watch looks after them. */
import type { EventData, Run } from '../../schemas/generated/types';
import type { Output } from '../../core/stages';
import { tunedCandidates } from '../../core/candidates';
import { configurationOf } from '../shared/stage/ledger';
import type { StageContext, StageDeps } from '../shared/stage/stage';
import { filesIn } from '../../core/variants';
import { cancelRunning } from '../shared/models/cancel-running';
import type { TuningJobs } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';

export type TuneDeps = StageDeps & { tuningOf: OfRun<TuningJobs> };

export async function tune(
  version: EventData['landfall.dataset.versioned.v1'],
  { run, deps, log, signal }: StageContext<TuneDeps>,
): Promise<Output<'landfall.tuning.started.v1'>> {
  const { ledger, tuningOf } = deps;
  const configuration = configurationOf(run);
  const candidates = tunedCandidates(configuration);
  const tuningJobs = tuningOf(configuration);
  // The mark comes first: a job that runs and is not looked after would be paid for and forgotten.
  await ledger.inFlight('tuning').mark(run);

  // Found before created: an earlier delivery may have come this far. Of two jobs of a candidate the later one is passed over.
  const jobs = new Map((await tuningJobs.find(run)).toReversed().map((job) => [job.candidate, job]));
  for (const candidate of candidates) {
    if (jobs.has(candidate.id)) continue;
    // Whoever has taken the lease looks for our jobs right now, and would not find what is created from here on.
    signal.throwIfAborted();
    const { trainUri, validationUri } = filesIn(version, candidate.prompt, configuration);
    const job = await tuningJobs.create(run, candidate, { trainUri, validationUri });
    jobs.set(candidate.id, job);
    log.info(`started ${candidate.id} on ${candidate.base}`, { candidate: candidate.id, job: job.name });
  }

  const started = candidates.map(({ id, base }) => ({ candidate: id, base, job: jobs.get(id)!.name }));
  return { type: 'landfall.tuning.started.v1', data: { pipeline: run.pipeline, run: run.run, jobs: started } };
}

/** Of a run that was cancelled while its jobs were being started, cleanup has not seen those that were started last. */
export async function settle(run: Run, { ledger, tuningOf }: TuneDeps): Promise<void> {
  if (!run.configuration || !(await ledger.isCancelled(run))) return;
  const tuningJobs = tuningOf(run.configuration);
  await cancelRunning(await tuningJobs.find(run), tuningJobs);
}
