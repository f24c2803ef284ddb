/** JobService, as far as batch prediction goes: jobs as resources. The work itself is the batch runner's. */
import type { Call } from '../rpc/api';
import { RpcError } from '../rpc/errors';
import { planBatch } from './batch-request';
import { now, type VertexContext } from './context';
import { notFound } from './errors';
import { below, listPage, type ListRequest } from './lists';
import { checkLocation, checkName, locationOf, newId } from './names';
import { finishedOperation } from './operations';
import type { BatchPredictionJob } from './resources';
import { isUnfinishedBatch, type StoredBatchJob } from './stored-batch-job';
import type { Runner } from './tuning-jobs';

interface CreateRequest {
  parent: string;
  batchPredictionJob: BatchPredictionJob;
}

export function createBatchJobs(context: VertexContext, runner: Runner) {
  const check = (call: Call, verb: string, name: string) =>
    context.access.check(call.principal, `aiplatform.batchPredictionJobs.${verb}`, locationOf(name));

  return {
    CreateBatchPredictionJob({ parent, batchPredictionJob }: CreateRequest, call: Call): BatchPredictionJob {
      check(call, 'create', checkLocation(parent));
      planBatch(context, parent, batchPredictionJob);
      const { displayName, model, inputConfig, outputConfig, labels } = batchPredictionJob;
      const time = now(context);
      const resource: BatchPredictionJob = {
        name: `${parent}/batchPredictionJobs/${newId()}`,
        displayName,
        model,
        inputConfig,
        outputConfig,
        ...(labels && { labels }),
        state: 'JOB_STATE_PENDING',
        createTime: time,
        updateTime: time,
      };
      context.batchJobs.put(resource.name, { resource });
      runner.wake();
      return resource;
    },
    GetBatchPredictionJob({ name }: { name: string }, call: Call): BatchPredictionJob {
      check(call, 'get', name);
      return findBatchJob(context, name).resource;
    },
    ListBatchPredictionJobs(request: ListRequest, call: Call) {
      check(call, 'list', checkLocation(request.parent));
      const jobs = [...below(context.batchJobs, `${request.parent}/batchPredictionJobs`)].map(
        ({ resource }) => resource,
      );
      const { page, nextPageToken } = listPage(jobs, request);
      return { batchPredictionJobs: page, nextPageToken };
    },
    CancelBatchPredictionJob({ name }: { name: string }, call: Call) {
      check(call, 'cancel', name);
      const job = findBatchJob(context, name);
      if (!isUnfinishedBatch(job)) throw notNow(job, 'cancelled');
      runner.cancel(name);
      return {};
    },
    DeleteBatchPredictionJob({ name }: { name: string }, call: Call) {
      check(call, 'delete', name);
      const job = findBatchJob(context, name);
      if (isUnfinishedBatch(job)) throw notNow(job, 'deleted');
      context.batchJobs.remove(name);
      return finishedOperation(context, call, name, {
        metadata: 'DeleteOperationMetadata',
        response: 'google.protobuf.Empty',
      });
    },
  };
}

/** @throws RpcError NOT_FOUND */
function findBatchJob(context: VertexContext, name: string): StoredBatchJob {
  const job = context.batchJobs.get(checkName(name, 'batchPredictionJobs'));
  if (!job) throw notFound(`BatchPredictionJob ${name}`);
  return job;
}

const notNow = ({ resource: { name, state } }: StoredBatchJob, what: string): RpcError =>
  new RpcError('FAILED_PRECONDITION', `The BatchPredictionJob "${name}" is in ${state} and cannot be ${what}.`);
