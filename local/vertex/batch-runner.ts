/** Takes batch prediction jobs from PENDING to their end, one after the other, and begins them anew after a restart. */
import { digest } from '../../core/digest';
import { serviceAgent } from '../iam';
import { RpcError } from '../rpc/errors';
import type { Answering } from './answering';
import { findBatchModel, readPlace } from './batch-request';
import { now, type VertexContext } from './context';
import { toVertexError } from './errors';
import type { GenerateContentRequest } from './generation-request';
import { readLines } from './jsonl';
import { locationOf } from './names';
import type { Objects } from './objects';
import type { BatchPredictionJob } from './resources';
import type { ServedModel } from './served-model';
import { isUnfinishedBatch, type StoredBatchJob } from './stored-batch-job';
import type { Runner } from './tuning-jobs';

/** Source: https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/capabilities/batch-inference, read on 2026-11-28. */
const mostRequests = 200_000;

/** A line of the output; its request stands in it as it was asked. */
interface Predicted {
  status: string;
  processed_time: string;
  request: unknown;
  response?: object;
}

/** Files are read and written by Google's own agent, which must be allowed to. */
const agent = serviceAgent('aiplatform');

export function createBatchRunner(
  context: VertexContext,
  objects: Objects,
  answering: Answering,
): Runner & { close(): Promise<void> } {
  let isClosing = false;
  let running: Promise<void> | undefined;
  const cancelled = new Set<string>();
  const unfinished = () => [...context.batchJobs.entries()].map(({ value }) => value).filter(isUnfinishedBatch);

  const wake = (): void => {
    if (isClosing || running) return;
    const [next] = unfinished().sort(byAge);
    if (!next) return;
    running = run(next.resource).finally(() => {
      running = undefined;
      wake();
    });
  };

  async function run({ name, model, inputConfig, outputConfig, state }: BatchPredictionJob): Promise<void> {
    const predicted: Predicted[] = [];
    const isOver = () => isClosing || cancelled.has(name);
    let requests = 0;
    try {
      if (state === 'JOB_STATE_CANCELLING') cancelled.add(name);
      else change(context, name, { state: 'JOB_STATE_RUNNING', startTime: now(context) });
      const served = findBatchModel(context, locationOf(name), model);
      const source = readPlace(inputConfig.gcsSource!.uris[0]!, 'uris');
      context.access.check(agent, 'storage.objects.get', resourceOf(source));
      for await (const { number, text } of readLines(await objects.onePath(source.bucket, source.name))) {
        if (++requests > mostRequests)
          throw new RpcError('INVALID_ARGUMENT', `A batch job may include up to ${mostRequests} requests.`);
        if (!isOver()) predicted.push(await predict(text, number, served));
      }
      if (isClosing) return;
      const outputInfo = await write(predicted, outputConfig.gcsDestination!.outputUriPrefix);
      const failed = predicted.filter(({ response }) => !response).length;
      const counts = [predicted.length - failed, failed, requests - predicted.length].map(String);
      end(context, name, {
        state: cancelled.has(name) ? 'JOB_STATE_CANCELLED' : 'JOB_STATE_SUCCEEDED',
        outputInfo,
        completionStats: { successfulCount: counts[0]!, failedCount: counts[1]!, incompleteCount: counts[2]! },
      });
    } catch (error) {
      if (isClosing) return;
      end(context, name, { state: 'JOB_STATE_FAILED', error: toVertexError(error).toStatus() });
    }
  }

  async function predict(text: string | undefined, number: number, served: ServedModel): Promise<Predicted> {
    const request = requestIn(text);
    const asked = { request, processed_time: now(context) };
    if (!request) return { status: `Bad Request: line ${number} is no {"request": {…}}`, ...asked };
    try {
      return { status: '', ...asked, response: await answering.answer(served, request) };
    } catch (error) {
      const failure = toVertexError(error);
      const what = failure.status === 'INVALID_ARGUMENT' ? 'Bad Request' : 'Internal Error';
      return { status: `${what}: ${JSON.stringify(failure.toBody())}`, ...asked };
    }
  }

  /** Not in the order of the requests: whoever reads it is not to count on one. */
  async function write(predicted: Predicted[], prefix: string): Promise<BatchPredictionJob['outputInfo']> {
    const folder = readPlace(prefix, 'output_uri_prefix', true);
    const directory = `${folder.name}prediction-model-${now(context)}`;
    const name = `${directory}/predictions.jsonl`;
    context.access.check(agent, 'storage.objects.create', resourceOf({ ...folder, name }));
    const lines = predicted.map((each) => ({ each, hash: digest(each.request ?? '') }));
    const inDisorder = lines.toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
    await objects.create(
      folder.bucket,
      name,
      inDisorder.map(({ each }) => Buffer.from(`${JSON.stringify(each)}\n`)),
    );
    return { gcsOutputDirectory: `gs://${folder.bucket}/${directory}` };
  }

  return {
    wake,
    cancel(name) {
      cancelled.add(name);
      change(context, name, { state: 'JOB_STATE_CANCELLING' });
      wake();
    },
    async close() {
      isClosing = true;
      await running;
    },
  };
}

const byAge = (a: StoredBatchJob, b: StoredBatchJob): number =>
  `${a.resource.createTime} ${a.resource.name}` < `${b.resource.createTime} ${b.resource.name}` ? -1 : 1;

const resourceOf = ({ bucket, name }: { bucket: string; name: string }): string =>
  `projects/_/buckets/${bucket}/objects/${name}`;

function requestIn(text = ''): GenerateContentRequest | undefined {
  try {
    const { request } = JSON.parse(text) as { request?: GenerateContentRequest };
    return typeof request === 'object' && request !== null ? request : undefined;
  } catch {
    return undefined;
  }
}

function change(context: VertexContext, name: string, changes: Partial<BatchPredictionJob>): void {
  const { resource } = context.batchJobs.get(name)!;
  context.batchJobs.put(name, { resource: { ...resource, ...changes, updateTime: now(context) } });
}

const end = (context: VertexContext, name: string, changes: Partial<BatchPredictionJob>): void =>
  change(context, name, { ...changes, endTime: now(context) });
