/** Batch prediction behind the provider's own code: a service that keeps its jobs in memory, and ends them when it is told to. */
import type { JobServiceClient } from '@google-cloud/aiplatform';
import { createBatchPrediction } from '../../functions/shared/models/vertex/batch-prediction';
import type { BatchPrediction } from '../../functions/shared/models/provider';
import type { MemoryObjects } from './fakes';

interface Job {
  name: string;
  model: string;
  state: string;
  labels: Record<string, string>;
  inputConfig: { gcsSource: { uris: string[] } };
  outputConfig: { gcsDestination: { outputUriPrefix: string } };
  outputInfo?: { gcsOutputDirectory: string };
}

/** A line of the answers, without its request: `{status}` alone of one that failed; undefined of one that is lost. */
type Said = { status?: string; text?: string } | undefined;

export interface FakeBatches {
  batchOf: () => BatchPrediction;
  jobs: Job[];
  /** Why the next job is not taken: a code of google.rpc and words. */
  refuse?: { code: number; message: string };
  /** Ends what runs, with an answer to each question, the last first. */
  end(says: (question: string, model: string) => Said, state?: string): void;
}

export function createFakeBatches(objects: MemoryObjects): FakeBatches {
  const fake: FakeBatches = { jobs: [], batchOf: () => batches, end };
  const client = {
    async createBatchPredictionJob({ parent, batchPredictionJob }: { parent: string; batchPredictionJob: Job }) {
      if (fake.refuse) throw Object.assign(new Error(fake.refuse.message), fake.refuse);
      const name = `${parent}/batchPredictionJobs/${fake.jobs.length + 1}`;
      fake.jobs.push({ ...batchPredictionJob, name, state: 'JOB_STATE_RUNNING' });
      return [fake.jobs.at(-1)];
    },
    getBatchPredictionJob: async ({ name }: { name: string }) => [fake.jobs.find((job) => job.name === name)],
    listBatchPredictionJobs: async ({ parent }: { parent: string }) => [
      fake.jobs.filter(({ name }) => name.startsWith(`${parent}/`)),
    ],
    cancelBatchPredictionJob: async ({ name }: { name: string }) => {
      fake.jobs.find((job) => job.name === name)!.state = 'JOB_STATE_CANCELLED';
      return [{}];
    },
  };
  const batches = createBatchPrediction(() => client as unknown as JobServiceClient, {
    project: 'p',
    region: 'us-central1',
  });

  function end(says: (question: string, model: string) => Said, state = 'JOB_STATE_SUCCEEDED'): void {
    for (const job of fake.jobs.filter((each) => each.state === 'JOB_STATE_RUNNING')) {
      job.state = state;
      const lines = objects.text(job.inputConfig.gcsSource.uris[0]!)!.trimEnd().split('\n').toReversed();
      const answers = lines.flatMap((line) => {
        const { request } = JSON.parse(line) as { request: { contents: { parts: { text: string }[] }[] } };
        const said = says(request.contents.at(-1)!.parts[0]!.text, job.model);
        if (!said) return [];
        const { text, status = '' } = said;
        const response = text !== undefined && {
          candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' }],
          usageMetadata: { promptTokenCount: 2, candidatesTokenCount: 2 },
        };
        return JSON.stringify({
          status,
          processed_time: '2026-11-23T12:00:00.000Z',
          request,
          ...(response && { response }),
        });
      });
      const directory = `${job.outputConfig.gcsDestination.outputUriPrefix}prediction-model-1`;
      objects.put(`${directory}/predictions.jsonl`, `${answers.join('\n')}\n`);
      job.outputInfo = { gcsOutputDirectory: directory };
    }
  }
  return fake;
}
