/** Batch prediction jobs on Vertex AI, found again by the labels they were created with: their files, and what is said in them. */
import type { JobServiceClient } from '@google-cloud/aiplatform/build/src/v1/job_service_client';
import type { protos } from '@google-cloud/aiplatform';
import { locationIn } from '../../../../core/vertex-locations';
import type { ClientFor } from '../../stage/clients';
import type { Config } from '../../stage/config';
import type { BatchJob, BatchPrediction } from '../provider';
import { called } from './api-errors';
import { readGeminiAnswer } from '../../../../core/models/gemini-answer';
import { generationRequest, vertexPlaceOf } from '../../../../core/models/gemini';
import { rejectedFor } from './rejection';

type ApiJob = protos.google.cloud.aiplatform.v1.IBatchPredictionJob;

const label = { pipeline: 'landfall-pipeline', run: 'landfall-run', batch: 'landfall-batch' };

/** A request comes back with its labels, and with nothing else that tells it from another of the same words. */
const ofRequest = 'landfall-id';

/** Of one that has expired, or was cancelled, some questions may be answered: they are asked again with the others. */
const ends: Record<string, BatchJob['state']> = {
  JOB_STATE_SUCCEEDED: 'succeeded',
  JOB_STATE_PARTIALLY_SUCCEEDED: 'succeeded',
  JOB_STATE_FAILED: 'failed',
  JOB_STATE_EXPIRED: 'failed',
  JOB_STATE_CANCELLED: 'cancelled',
};

export function createBatchPrediction(
  clientFor: ClientFor<JobServiceClient>,
  { project, region }: Pick<Config, 'project' | 'region'>,
): BatchPrediction {
  const parentOf = (location: string) => `projects/${project}/locations/${location}`;
  return {
    takes: ({ batchPrediction = [] }, isTuned) => batchPrediction.includes(isTuned ? 'tuned' : 'base'),

    async find({ pipeline, run }, bases) {
      const locations = new Set([region, ...bases.map((base) => vertexPlaceOf(base, region))]);
      const found: ApiJob[] = [];
      for (const parent of [...locations].map(parentOf)) {
        const client = await clientFor(parent);
        const listing = client.listBatchPredictionJobs({ parent, filter: `labels.${label.run}="${run}"` });
        found.push(...(await called('listing batch prediction jobs', listing))[0]);
      }
      // The filter only spares reading: a server that does less with it must not give a run the jobs of another.
      const own = found.filter(({ labels }) => labels?.[label.pipeline] === pipeline && labels[label.run] === run);
      return own.toSorted((a, b) => createdAt(a) - createdAt(b)).map(read);
    },

    async create({ pipeline, run }, { id, base, tunedModel, requestsUri, answersUri }) {
      const parent = parentOf(tunedModel === undefined ? vertexPlaceOf(base, region) : locationIn(tunedModel)!);
      const batchPredictionJob: ApiJob = {
        displayName: `${pipeline}-${run}-${id}`,
        // One version is all that a tuned model has.
        model: tunedModel?.replace(/@.*$/, '') ?? `publishers/google/models/${base.id}`,
        inputConfig: { instancesFormat: 'jsonl', gcsSource: { uris: [requestsUri] } },
        outputConfig: { predictionsFormat: 'jsonl', gcsDestination: { outputUriPrefix: answersUri } },
        labels: { [label.pipeline]: pipeline, [label.run]: run, [label.batch]: id },
      };
      const client = await clientFor(parent);
      const creating = client.createBatchPredictionJob({ parent, batchPredictionJob });
      return read((await called('creating the batch prediction job', creating, `batch ${id}`))[0]);
    },

    async get(name) {
      const client = await clientFor(name);
      const asking = client.getBatchPredictionJob({ name });
      return read((await called('asking the batch prediction job', asking, name))[0]);
    },

    async cancel(name) {
      const client = await clientFor(name);
      await called('cancelling the batch prediction job', client.cancelBatchPredictionJob({ name }), name);
    },

    lineOf: (id, question) =>
      JSON.stringify({ request: { ...generationRequest(question), labels: { [ofRequest]: id } } }),

    readLine(line) {
      const { status, processed_time: answeredAt, request, response } = JSON.parse(line) as Line;
      const id = request?.labels?.[ofRequest];
      if (id === undefined) return undefined;
      const isAnswered = !status && response;
      const answer = isAnswered ? readGeminiAnswer(response) : rejectedFor(reasonIn(status || 'it has no response'));
      return { id, answer, ...(answeredAt && { answeredAt }) };
    },
  };
}

/** Of the file of answers, as it is documented: docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/batch-prediction-from-cloud-storage */
interface Line {
  status?: string;
  processed_time?: string;
  request?: { labels?: Record<string, string> };
  response?: Parameters<typeof readGeminiAnswer>[0];
}

/** Bad Request: {"error": {"code": 400, "message": "…", "status": "INVALID_ARGUMENT"}} */
function reasonIn(status: string): string {
  const [, json] = /^[^{]*(\{.*\})$/s.exec(status) ?? [];
  try {
    return (JSON.parse(json ?? '') as { error: { message: string } }).error.message;
  } catch {
    return status;
  }
}

const createdAt = ({ createTime }: ApiJob): number => Number(createTime?.seconds ?? 0);

function read({ name, labels, state, outputInfo, error }: ApiJob): BatchJob {
  const directory = outputInfo?.gcsOutputDirectory;
  return {
    name: name ?? '',
    batch: labels?.[label.batch] ?? '',
    state: ends[String(state)] ?? 'running',
    ...(directory && { answersUri: `${directory.replace(/\/$/, '')}/` }),
    ...(error?.message && { error: error.message }),
  };
}
