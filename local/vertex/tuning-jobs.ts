/** GenAiTuningService: tuning jobs as resources. The work itself is the tuning runner's. */
import { constants } from 'node:fs';
import { copyFile, link, mkdir } from 'node:fs/promises';
import type { Call, VertexContext } from './context';
import { now } from './context';
import { invalidField, notFound, VertexError } from './errors';
import { checkLocation, checkName, locationOf, newId } from './names';
import { below, listPage, type ListRequest } from './paging';
import type { TuningJob } from './resources';
import { isUnfinished, jobFiles, type StoredJob } from './stored-job';
import { planTuning, type DatasetUri } from './tuning-request';

/** The part of the object store that tuning needs. */
export interface Objects {
  /** The file that holds an object's content. @throws when there is no such object. */
  filePath(bucket: string, name: string): string;
}

export interface Runner {
  /** Tells that there may be a job to start. */
  wake(): void;
  cancel(name: string): void;
}

/** How many jobs may be unfinished at once in a project. */
export const defaultQuota = 32;

/** @throws VertexError NOT_FOUND */
function findJob(context: VertexContext, name: string): StoredJob {
  const job = context.jobs.get(checkName(name, 'tuningJobs'));
  if (!job) throw notFound(`Tuning job ${name}`);
  return job;
}

export function createTuningJobs(context: VertexContext, objects: Objects, runner: Runner, quota = defaultQuota) {
  const check = (call: Call, verb: string, name: string) =>
    context.access.check(call.principal, `aiplatform.tuningJobs.${verb}`, locationOf(name));

  return {
    async CreateTuningJob(
      { parent, tuningJob }: { parent: string; tuningJob: TuningJob },
      call: Call,
    ): Promise<TuningJob> {
      check(call, 'create', checkLocation(parent));
      const { training, validation, ...plan } = planTuning(parent, tuningJob, context.models);
      const name = `${parent}/tuningJobs/${newId()}`;
      const files = jobFiles(context.directory, name);
      const sources = [training, ...(validation ? [validation] : [])].map((dataset) =>
        readable(context, objects, call, dataset),
      );
      await mkdir(files.folder, { recursive: true });
      await keep(sources[0]!, files.training);
      if (sources[1]) await keep(sources[1], files.validation);

      const time = now(context);
      const { description, labels, tunedModelDisplayName, supervisedTuningSpec } = tuningJob;
      const resource: TuningJob = {
        name,
        ...(tunedModelDisplayName && { tunedModelDisplayName }),
        ...(description && { description }),
        ...(labels && { labels }),
        baseModel: plan.baseModel,
        supervisedTuningSpec,
        state: 'JOB_STATE_PENDING',
        createTime: time,
        updateTime: time,
      };
      const { baseModel: _, ...settings } = plan;
      context.state.transaction(() => {
        const unfinished = [...below(context.jobs, projectOf(parent))].filter(isUnfinished).length;
        if (unfinished >= quota) {
          const reason = `Quota exceeded for aiplatform.googleapis.com/global_concurrent_tuning_jobs: ${unfinished} of ${quota} in use.`;
          throw new VertexError('RESOURCE_EXHAUSTED', reason);
        }
        context.jobs.put(name, {
          resource,
          ...settings,
          hasValidation: validation !== undefined,
          crashes: 0,
          checkpoints: [],
        });
      });
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
        throw new VertexError(
          'FAILED_PRECONDITION',
          `Tuning job ${name} is in ${job.resource.state} and cannot be cancelled.`,
        );
      }
      runner.cancel(name);
      return {};
    },
  };
}

const projectOf = (parent: string): string => parent.split('/').slice(0, 2).join('/');

function readable(context: VertexContext, objects: Objects, call: Call, { uri, bucket, name }: DatasetUri): string {
  context.access.check(call.principal, 'storage.objects.get', `projects/_/buckets/${bucket}/objects/${name}`);
  try {
    return objects.filePath(bucket, name);
  } catch (error) {
    throw invalidField('tuning_job.supervised_tuning_spec', `cannot read ${uri}: ${(error as Error).message}`);
  }
}

/** Keeps the generation of the moment at no cost: whatever becomes of the object, the job trains on these bytes. */
async function keep(source: string, file: string): Promise<void> {
  try {
    await link(source, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    await copyFile(source, file, constants.COPYFILE_FICLONE); // another file system, or one without links
  }
}
