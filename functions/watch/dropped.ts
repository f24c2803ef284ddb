/**
 * Training examples that a tuner cuts off or leaves out: on record with the landed rows that they were made of, as soon as they are told.
 * A candidate that was tuned on too few of its examples is none, and its job, if it still runs, is cancelled.
 */
import { preferenceCandidates } from '../../core/candidates';
import { isMissing } from '../../core/errors';
import { tooManyDropped, type DroppedRecord } from '../../core/dropped';
import { droppedPath } from '../../core/ledger-layout';
import { lines } from '../../core/lines';
import { together } from '../../core/together';
import type { DatasetCard, LineageLine, Run } from '../../schemas/generated/types';
import { cancelRunning } from '../shared/models/cancel-running';
import type { TuningJob, TuningJobs } from '../shared/models/provider';
import { configurationOf } from '../shared/stage/ledger';
import type { StageDeps } from '../shared/stage/stage';

/** @returns the jobs; those whose examples are too few have failed, or are about to be cancelled, and say so */
export async function judgeDropped(
  run: Run,
  jobs: TuningJob[],
  tuningJobs: Pick<TuningJobs, 'cancel'>,
  deps: StageDeps,
): Promise<TuningJob[]> {
  if (!jobs.some(hasDropped)) return jobs;
  const { maximumDroppedShare } = configurationOf(run).pipeline.tuning;
  const version = (await deps.ledger.findOutput(run, 'transform'))?.data;
  const records = await recordsOf(run, jobs.filter(hasDropped), version?.cardUri, deps);
  const judged = jobs.map((job): TuningJob => {
    const record = hasDropped(job) && records.get(job.candidate);
    const reason = record && tooManyDropped(record, job.examples ?? version?.train ?? 0, maximumDroppedShare);
    return reason ? withoutExamples(job, reason) : job;
  });
  const lost = judged.filter((job, index) => job !== jobs[index]);
  for (const { candidate, error } of await cancelRunning(lost, tuningJobs))
    deps.log.warning(`${candidate} is cancelled: ${error}`, { candidate, pipeline: run.pipeline, run: run.run });
  return judged;
}

const hasDropped = ({ truncatedExamples = 0 }: TuningJob): boolean => truncatedExamples > 0;

/** What it failed of itself stands. */
function withoutExamples(job: TuningJob, reason: string): TuningJob {
  if (job.state === 'failed') return job;
  return { ...job, error: reason, ...(job.state === 'succeeded' && { state: 'failed' }) };
}

async function recordsOf(
  run: Run,
  jobs: TuningJob[],
  cardUri: string | undefined,
  { ledger, objects }: StageDeps,
): Promise<Map<string, DroppedRecord>> {
  const uriOf = (candidate: string) => ledger.artifactUri(droppedPath(run, candidate));
  const found = await together(
    jobs.map(async ({ candidate }) => {
      const record = await objects.read(uriOf(candidate));
      return record && (JSON.parse(record.text) as DroppedRecord);
    }),
  );
  const inPairs = new Set(preferenceCandidates(configurationOf(run)).map(({ id }) => id));
  const fileOf = ({ candidate }: TuningJob) => (inPairs.has(candidate) ? 'pairs' : 'examples');
  const wanted = jobs
    .filter((_, index) => !found[index])
    .flatMap((job) => (job.dropped ?? []).map(({ line }) => placeIn(fileOf(job), line)));
  const origins = await originsOf(new Set(wanted), cardUri, objects);
  const records = await together(
    jobs.map(async (job, index) => {
      const { candidate, truncatedExamples = 0, dropped = [] } = job;
      const sample = dropped.map((each) => ({ ...each, origins: origins.get(placeIn(fileOf(job), each.line)) ?? [] }));
      return found[index] ?? ledger.writeOnce(uriOf(candidate), { candidate, count: truncatedExamples, sample });
    }),
  );
  return new Map(records.map((record) => [record.candidate, record]));
}

const placeIn = (file: 'examples' | 'pairs', line: number): string => `${file} ${line}`;

/** By line of the training file, or of that of pairs, which is the same example in every prompt; nothing of a version whose files are gone. */
async function originsOf(
  wanted: Set<string>,
  cardUri: string | undefined,
  objects: StageDeps['objects'],
): Promise<Map<string, string[]>> {
  const origins = new Map<string, string[]>();
  const card = cardUri !== undefined && wanted.size > 0 && (await objects.read(cardUri));
  if (!card) return origins;
  const { lineageUri } = JSON.parse(card.text) as DatasetCard;
  try {
    for await (const text of lines(objects.openRead(lineageUri))) {
      const told = JSON.parse(text) as LineageLine;
      if (told.split !== 'train') continue;
      const places = [placeIn('examples', told.line), ...(told.pairLine ? [placeIn('pairs', told.pairLine)] : [])];
      for (const place of places) if (wanted.has(place)) origins.set(place, told.origins);
      if (origins.size === wanted.size) break;
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return origins;
}
