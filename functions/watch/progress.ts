/** How far a run's tuning jobs are, on record for whoever looks at the run: written when it has changed, not at every tick. */
import { progressPath } from '../../core/ledger-layout';
import { together } from '../../core/together';
import type { EventData, Run, TuningJobProgress, TuningProgress } from '../../schemas/generated/types';
import type { TuningJob, TuningLosses } from '../shared/models/provider';
import type { StageDeps } from '../shared/stage/stage';

type Started = EventData['landfall.tuning.started.v1']['jobs'];

/**
 * @param states of the jobs, in the order of `started`
 * @returns how each of them stands
 */
export async function recordProgress(
  run: Run,
  started: Started,
  { states, losses }: { states: TuningJob[]; losses: TuningLosses },
  { ledger, objects, clock }: StageDeps,
): Promise<TuningJobProgress[]> {
  const uri = ledger.artifactUri(progressPath(run, 'tune'));
  const found = await objects.read(uri);
  const last = found && (JSON.parse(found.text) as TuningProgress);
  const told = await together(
    started.map(async ({ candidate, job }, index) => ({
      ...progressOf(candidate, job, states[index]!),
      ...(await lossesOf(
        states[index]!,
        last?.jobs.find((each) => each.job === job),
        losses,
      )),
    })),
  );
  if (JSON.stringify(last?.jobs) === JSON.stringify(told)) return told;
  const progress: TuningProgress = { at: clock.now().toISOString(), jobs: told };
  await objects.write(uri, JSON.stringify(progress, null, 2));
  return told;
}

type KnownLosses = Pick<TuningJobProgress, 'losses' | 'lossesUnknown'>;

/** Of a job that has succeeded, asked for until they are there. Nothing depends on them: where they cannot be read, it is told why. */
async function lossesOf(job: TuningJob, last: KnownLosses | undefined, losses: TuningLosses): Promise<KnownLosses> {
  if (job.state !== 'succeeded') return {};
  if (last?.losses) return { losses: last.losses };
  try {
    const found = await losses.of(job);
    return found ? { losses: found } : { lossesUnknown: 'the service keeps none of this job' };
  } catch (error) {
    return { lossesUnknown: (error as Error).message };
  }
}

function progressOf(candidate: string, job: string, tuningJob: TuningJob): TuningJobProgress {
  const { state, createdAt, startedAt, endedAt, steps, checkpoint, error } = tuningJob;
  const isQueued = state === 'running' && startedAt === undefined;
  return {
    candidate,
    job,
    state: isQueued ? 'queued' : state,
    createdAt,
    startedAt,
    endedAt,
    steps,
    checkpoint,
    error,
  };
}
