/** What is written down as a tuning job goes on. Every write is whole: a kill leaves the job before it or after it. */
import { rmSync } from 'node:fs';
import { now, type VertexContext } from './context';
import { RpcError } from '../rpc/errors';
import type { TuningJob } from './resources';
import { isUnfinished, jobFiles, type StoredJob } from './stored-job';
import type { TuneCheckpoint } from './tuning-messages';

export function recordStepCount(context: VertexContext, name: string, totalSteps: number): void {
  const { supervisedTuningDataStats: targets, preferenceOptimizationDataStats: preferences } =
    context.jobs.get(name)!.resource.tuningDataStats ?? {};
  const tuningStepCount = String(totalSteps);
  if ((targets ?? preferences)?.tuningStepCount === tuningStepCount) return;
  const tuningDataStats = {
    ...(targets && { supervisedTuningDataStats: { ...targets, tuningStepCount } }),
    ...(preferences && { preferenceOptimizationDataStats: { ...preferences, tuningStepCount } }),
  };
  changeJob(context, name, { tuningDataStats });
}

/** A restarted training repeats what it had not saved, so that an epoch may report again. */
export function recordCheckpoint(context: VertexContext, name: string, reported: TuneCheckpoint): void {
  const job = context.jobs.get(name)!;
  const { epoch, step, adapterFile, trainingLoss, validationLoss } = reported;
  const checkpoint = {
    epoch,
    step,
    adapterFile,
    trainingLoss,
    ...(validationLoss !== undefined && { validationLoss }),
  };
  const others = job.checkpoints.filter((known) => known.epoch !== epoch);
  const checkpoints = [...others, checkpoint].sort((a, b) => a.epoch - b.epoch);
  context.jobs.put(name, { ...job, checkpoints });
}

/** The adapter that training ended with is what the last checkpoint serves. */
export function recordAdapter(context: VertexContext, name: string, adapterFile: string): void {
  const job = context.jobs.get(name)!;
  const last = job.checkpoints.at(-1);
  if (!last) throw new RpcError('INTERNAL', 'The training process ended without a checkpoint.');
  context.jobs.put(name, { ...job, checkpoints: [...job.checkpoints.slice(0, -1), { ...last, adapterFile }] });
}

export function changeJob(context: VertexContext, name: string, changes: Partial<TuningJob>): void {
  const job = context.jobs.get(name)!;
  context.jobs.put(name, { ...job, resource: { ...job.resource, ...changes, updateTime: now(context) } });
}

/** Ends a job once: what has ended before stays as it was. Its datasets are given back to the disk. */
export function endJob(context: VertexContext, name: string, outcome: (job: StoredJob) => Partial<TuningJob>): void {
  context.state.transaction(() => {
    const job = context.jobs.get(name)!;
    if (isUnfinished(job)) changeJob(context, name, { ...outcome(job), endTime: now(context) });
  });
  const { training, validation } = jobFiles(context.directory, name);
  for (const file of [training, validation]) rmSync(file, { force: true });
}

/** As TuningJob's documentation has it: a cancelled job carries the error CANCELLED. */
export const cancelled = (): Partial<TuningJob> => ({
  state: 'JOB_STATE_CANCELLED',
  error: new RpcError('CANCELLED', 'The tuning job was cancelled.').toStatus(),
});
