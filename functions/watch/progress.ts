/** How far a run's tuning jobs are, on record for whoever looks at the run: written when it has changed, not at every tick. */
import { progressPath } from '../../core/ledger-layout';
import type { EventData, Run, TuningJobProgress, TuningProgress } from '../../schemas/generated/types';
import type { TuningJob } from '../shared/models/provider';
import type { StageDeps } from '../shared/stage/stage';

type Started = EventData['landfall.tuning.started.v1']['jobs'];

/** @param jobs in the order of `started` */
export async function recordProgress(
  run: Run,
  started: Started,
  jobs: TuningJob[],
  { ledger, objects, clock }: StageDeps,
): Promise<void> {
  const uri = ledger.artifactUri(progressPath(run, 'tune'));
  const told = started.map(({ candidate, job }, index) => progressOf(candidate, job, jobs[index]!));
  const found = await objects.read(uri);
  const last = found && (JSON.parse(found.text) as TuningProgress);
  if (JSON.stringify(last?.jobs) === JSON.stringify(told)) return;
  const progress: TuningProgress = { at: clock.now().toISOString(), jobs: told };
  await objects.write(uri, JSON.stringify(progress, null, 2));
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
