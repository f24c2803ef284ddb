/** GenAiTuningService: tuning jobs as resources. The work itself is the tuning runner's. */
import { copyFileSync, linkSync, mkdirSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readGsUri } from '../../core/gs-uri';
import type { Call } from '../rpc/api';
import { now, type VertexContext } from './context';
import { experimentOf } from './experiments';
import { invalidField, RpcError } from '../rpc/errors';
import { notFound } from './errors';
import { adapterFiles } from './model/names';
import { checkLocation, checkName, locationOf, newId } from './names';
import { below, listPage, type ListRequest } from './lists';
import type { Objects } from './objects';
import type { TuningJob } from './resources';
import { isUnfinished, jobFiles, type StoredJob } from './stored-job';
import { planTuning, type DatasetUri } from './tuning-request';

export interface Runner {
  /** Tells that there may be a job to start. */
  wake(): void;
  cancel(name: string): void;
}

interface CreateRequest {
  parent: string;
  tuningJob: TuningJob;
}

/** How many jobs may be unfinished at once in a project. */
const defaultQuota = 32;

/** @throws RpcError NOT_FOUND */
function findJob(context: VertexContext, name: string): StoredJob {
  const job = context.jobs.get(checkName(name, 'tuningJobs'));
  if (!job) throw notFound(`Tuning job ${name}`);
  return job;
}

export function createTuningJobs(context: VertexContext, objects: Objects, runner: Runner, quota = defaultQuota) {
  const check = (call: Call, verb: string, name: string) =>
    context.access.check(call.principal, `aiplatform.tuningJobs.${verb}`, locationOf(name));

  return {
    async CreateTuningJob({ parent, tuningJob }: CreateRequest, call: Call): Promise<TuningJob> {
      check(call, 'create', checkLocation(parent));
      const { source, training, validation, initialAdapter, ...settings } = planTuning(context, parent, tuningJob);
      for (const dataset of [training, validation]) if (dataset) checkReadable(context, call, dataset);
      if (tuningJob.outputUri) checkWritable(context, call, tuningJob.outputUri);
      const resource = describe(`${parent}/tuningJobs/${newId()}`, { ...tuningJob, ...source }, now(context));
      const files = jobFiles(context.directory, resource.name);
      mkdirSync(files.folder, { recursive: true });
      try {
        await keep(objects, training, files.training);
        if (validation) await keep(objects, validation, files.validation);
        if (initialAdapter !== undefined) keepAdapter(initialAdapter, files.initial);
        const job = {
          resource,
          ...settings,
          ...(initialAdapter !== undefined && { isContinued: true }),
          hasValidation: validation !== undefined,
          crashes: 0,
          checkpoints: [],
        };
        context.state.transaction(() => {
          checkQuota(context, parent, quota);
          context.jobs.put(resource.name, job);
        });
      } catch (error) {
        rmSync(files.folder, { recursive: true, force: true });
        throw error;
      }
      runner.wake();
      return resource;
    },
    GetTuningJob({ name }: { name: string }, call: Call): TuningJob {
      check(call, 'get', name);
      return findJob(context, name).resource;
    },
    ListTuningJobs(request: ListRequest, call: Call) {
      check(call, 'list', checkLocation(request.parent));
      const jobs = [...below(context.jobs, `${request.parent}/tuningJobs`)].map(({ resource }) => resource);
      const { page, nextPageToken } = listPage(jobs, request);
      return { tuningJobs: page, nextPageToken };
    },
    CancelTuningJob({ name }: { name: string }, call: Call) {
      check(call, 'cancel', name);
      const job = findJob(context, name);
      if (!isUnfinished(job)) {
        throw new RpcError(
          'FAILED_PRECONDITION',
          `Tuning job ${name} is in ${job.resource.state} and cannot be cancelled.`,
        );
      }
      runner.cancel(name);
      return {};
    },
  };
}

/** What the caller gives of a new job, and what the service adds. */
function describe(name: string, given: TuningJob, time: string): TuningJob {
  const {
    baseModel,
    preTunedModel,
    supervisedTuningSpec,
    preferenceOptimizationSpec,
    tunedModelDisplayName,
    description,
    labels,
    serviceAccount,
    encryptionSpec,
    outputUri,
  } = given;
  const optional = { tunedModelDisplayName, description, labels, serviceAccount, encryptionSpec, outputUri };
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return {
    name,
    ...(preTunedModel ? { preTunedModel } : { baseModel }),
    ...(supervisedTuningSpec ? { supervisedTuningSpec } : { preferenceOptimizationSpec }),
    ...present,
    experiment: experimentOf(name),
    state: 'JOB_STATE_PENDING',
    createTime: time,
    updateTime: time,
  };
}

function checkQuota(context: VertexContext, parent: string, quota: number): void {
  const project = parent.split('/').slice(0, 2).join('/');
  const unfinished = [...below(context.jobs, project)].filter(isUnfinished).length;
  if (unfinished < quota) return;
  const metric = 'aiplatform.googleapis.com/global_concurrent_tuning_jobs';
  throw new RpcError('RESOURCE_EXHAUSTED', `Quota exceeded for ${metric}: ${unfinished} of ${quota} are in use.`);
}

/** In the cloud a service agent reads for the caller; here the caller must be allowed to read what it tunes on. */
function checkReadable({ access }: VertexContext, { principal }: Call, { bucket, name }: DatasetUri): void {
  access.check(principal, 'storage.objects.get', `projects/_/buckets/${bucket}/objects/${name}`);
}

function checkWritable({ access }: VertexContext, { principal }: Call, uri: string): void {
  const { bucket, name } = readGsUri(uri)!;
  access.check(principal, 'storage.objects.create', `projects/_/buckets/${bucket}/objects/${name}`);
}

/** Whatever becomes of the model: the job goes on from it. */
function keepAdapter(file: string, kept: string): void {
  mkdirSync(dirname(kept));
  copyFileSync(file, kept);
  copyFileSync(join(dirname(file), adapterFiles.config), join(dirname(kept), adapterFiles.config));
}

/** Links the file of the object's present generation, which costs no space: the job trains on it, whatever becomes of the object. */
async function keep(objects: Objects, { uri, bucket, name, field }: DatasetUri, file: string): Promise<void> {
  let source: string;
  try {
    source = await objects.onePath(bucket, name);
  } catch (error) {
    throw invalidField(field, `cannot read ${uri}: ${(error as Error).message}`);
  }
  try {
    linkSync(source, file);
  } catch {
    await copyFile(source, file); // another file system, or one without links
  }
}
