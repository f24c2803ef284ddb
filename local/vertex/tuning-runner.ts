/** Takes tuning jobs from PENDING to their end, a few at a time, and goes on with them after a restart. */
import { readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import type { Log } from '../log';
import { findBase, findOpen } from './base-models';
import { now, type VertexContext } from './context';
import { checkValidationSize, measureDataset } from './dataset-statistics';
import { RpcError } from '../rpc/errors';
import { toVertexError } from './errors';
import { openMetrics } from './metrics';
import { cancelled, changeJob, endJob, recordAdapter, recordCheckpoint, recordStepCount } from './job-records';
import type { Objects } from './objects';
import { parseOpenExample, writeAsContents } from './open-examples';
import { leaveWeights } from './open-weights';
import type { SmallModels } from './shipped-bases';
import { measurePairs } from './preference-statistics';
import { isUnfinished, jobFiles, specOf, tunedOn, type StoredJob } from './stored-job';
import { train } from './training';
import { registerOpenModel, registerTunedModel } from './tuned-model';
import { createTuningLog, type TuningLog } from './tuning-log';
import type { Runner } from './tuning-jobs';
import type { TuneMessage } from './tuning-messages';

export interface RunnerOptions {
  log: Pick<Log, 'write'>;
  small: Pick<SmallModels, 'baseOf' | 'tuneProcess'>;
  /** Where open models leave their weights. */
  objects: Objects;
  /** Jobs that run at once; the others wait. */
  concurrency: number;
  /** Of this machine. */
  cores?: number | undefined;
}

/** A training process that dies this often is at fault itself. */
const mostCrashes = 3;

class Cancelled extends Error {}
class Closing extends Error {}

/** Unfinished jobs of an earlier process are taken up again at the first `wake`. */
export function createTuningRunner(
  context: VertexContext,
  options: RunnerOptions,
): Runner & { close(): Promise<void> } {
  const running = new Map<string, { abort: AbortController; finished: Promise<void> }>();
  let closing = false;
  dropOrphans(context);
  for (const { resource } of unfinishedJobs(context)) {
    if (resource.state === 'JOB_STATE_CANCELLING') endJob(context, resource.name, cancelled);
  }

  const wake = (): void => {
    if (closing) return;
    const waiting = unfinishedJobs(context).filter(({ resource }) => !running.has(resource.name));
    for (const { resource } of waiting.sort(inOrder).slice(0, options.concurrency - running.size)) {
      const abort = new AbortController();
      const finished = runJob(context, options, resource.name, abort.signal).finally(() => {
        running.delete(resource.name);
        wake();
      });
      running.set(resource.name, { abort, finished });
    }
  };

  return {
    wake,
    cancel(name) {
      const active = running.get(name);
      if (!active) return endJob(context, name, cancelled);
      changeJob(context, name, { state: 'JOB_STATE_CANCELLING' });
      active.abort.abort(new Cancelled());
    },
    async close() {
      closing = true;
      for (const { abort } of running.values()) abort.abort(new Closing());
      await Promise.all([...running.values()].map(({ finished }) => finished));
    },
  };
}

const unfinishedJobs = (context: VertexContext): StoredJob[] =>
  [...context.jobs.entries()].map(({ value }) => value).filter(isUnfinished);

/** Jobs that had begun come first, then the oldest. */
function inOrder(a: StoredJob, b: StoredJob): number {
  const rank = ({ resource }: StoredJob) => `${resource.startTime ? 0 : 1} ${resource.createTime} ${resource.name}`;
  return rank(a) < rank(b) ? -1 : 1;
}

async function runJob(
  context: VertexContext,
  options: RunnerOptions,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const { resource } = context.jobs.get(name)!;
  const log = createTuningLog(options.log, resource, context.clock);
  try {
    log.info(resource.startTime ? 'Tuning goes on where it was stopped' : `Tuning of ${tunedOn(resource)} has begun`);
    if (!resource.startTime) changeJob(context, name, { state: 'JOB_STATE_RUNNING', startTime: now(context) });
    if (!resource.tuningDataStats) await examine(context, options.small, name);
    signal.throwIfAborted();
    const adapterFile = await trainJob(context, options, name, log, signal);
    recordAdapter(context, name, adapterFile);
    const isOpen = findOpen(context, tunedOn(resource)) !== undefined;
    if (isOpen) await leaveWeights(context.jobs.get(name)!, options.objects);
    const register = isOpen ? registerOpenModel : registerTunedModel;
    endJob(context, name, (job) => ({ state: 'JOB_STATE_SUCCEEDED', tunedModel: register(context, job) }));
    log.info('Tuning has succeeded');
  } catch (error) {
    if (error instanceof Closing) return; // the job stays as it is and goes on at the next start
    if (error instanceof Cancelled) {
      endJob(context, name, cancelled);
      return log.warn('Tuning was cancelled');
    }
    const status = toVertexError(error).toStatus();
    endJob(context, name, () => ({ state: 'JOB_STATE_FAILED', error: status }));
    log.error(`Tuning has failed: ${status.message}`);
  }
}

/** Checks and measures the datasets before any training. */
async function examine(context: VertexContext, small: RunnerOptions['small'], name: string): Promise<void> {
  const { resource, hasValidation } = context.jobs.get(name)!;
  const { trainingDatasetUri, validationDatasetUri = '' } = specOf(resource);
  const base = findBase(context, tunedOn(resource));
  const measure = small.baseOf(base.id);
  const files = jobFiles(context.directory, name);
  const parse = base.openWeights ? parseOpenExample : undefined;
  const measured = (file: string, uri: string) =>
    resource.supervisedTuningSpec ? measureDataset(file, uri, measure, parse) : measurePairs(file, uri, measure);
  const statistics = await measured(files.training, trainingDatasetUri);
  if (hasValidation) {
    const validation = await measured(files.validation, validationDatasetUri);
    const counts = [validation, statistics].map((each) => Number(each.tuningDatasetExampleCount)) as [number, number];
    checkValidationSize(...counts, base);
  }
  if (base.openWeights)
    for (const file of [files.training, ...(hasValidation ? [files.validation] : [])]) writeAsContents(file);
  const counted = { ...statistics, tuningStepCount: '0' };
  const tuningDataStats =
    'scoresDistribution' in counted
      ? { preferenceOptimizationDataStats: counted }
      : { supervisedTuningDataStats: counted };
  changeJob(context, name, { tuningDataStats });
}

async function trainJob(
  context: VertexContext,
  { small, cores = availableParallelism() }: RunnerOptions,
  name: string,
  log: TuningLog,
  signal: AbortSignal,
): Promise<string> {
  const { resource, adapterSize, epochs, learningRateMultiplier, beta, seed, hasValidation, isContinued } =
    context.jobs.get(name)!;
  const files = jobFiles(context.directory, name);
  const metrics = openMetrics(files.metrics);
  // Cores are shared with the jobs that there are now; what comes later shares them by turns.
  const workers = Math.max(1, Math.floor(cores / unfinishedJobs(context).length));
  const onMessage = (message: TuneMessage) => {
    if (message.type === 'progress') {
      log.progress(message);
      metrics.add({ step: message.step, epoch: message.epoch, loss: message.loss, at: now(context) });
      recordStepCount(context, name, message.totalSteps);
    }
    if (message.type === 'resumed') {
      message.losses.forEach((loss, index) => {
        const epoch = Math.floor(index / message.stepsPerEpoch) + 1;
        metrics.add({ step: index + 1, epoch, loss, at: now(context) });
      });
    }
    if (message.type === 'checkpoint') recordCheckpoint(context, name, message);
  };
  const onCrash = (reason: string) => {
    const job = context.jobs.get(name)!;
    context.jobs.put(name, { ...job, crashes: job.crashes + 1 });
    if (job.crashes + 1 >= mostCrashes)
      throw new RpcError('INTERNAL', `The training process ended ${mostCrashes} times: ${reason}.`);
    log.warn(`The training process ended (${reason}) and is started again`);
  };
  const request = {
    base: small.baseOf(findBase(context, tunedOn(resource)).id).id,
    trainingFile: files.training,
    ...(hasValidation && { validationFile: files.validation }),
    ...(isContinued && { initialAdapter: files.initial }),
    directory: files.folder,
    adapterSize,
    epochs,
    learningRateMultiplier,
    ...(beta !== undefined && { beta }),
    seed,
    workers,
  };
  return train(small.tuneProcess, request, { onMessage, onCrash, onOutput: log.warn }, signal);
}

/** A kill while a job was being created may leave a folder that no job knows. */
function dropOrphans(context: VertexContext): void {
  const parent = join(context.directory, 'tuning-jobs');
  const known = new Set([...context.jobs.entries()].map(({ key }) => basename(key)));
  let folders: string[] = [];
  try {
    folders = readdirSync(parent);
  } catch {
    return; // no job was ever made
  }
  for (const folder of folders) {
    if (!known.has(folder)) rmSync(join(parent, folder), { recursive: true, force: true });
  }
}
