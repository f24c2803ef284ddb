/** Fine-tuning jobs of OpenAI's API, found again by the metadata they were created with. */
import type { OpenAI } from 'openai';
import type { RunName } from '../../../../core/ledger-layout';
import type { Objects } from '../../stage/objects';
import type { TuningJob, TuningJobs } from '../provider';
import { called } from './api-errors';
import { upload } from './files';

type ApiJob = OpenAI.FineTuning.FineTuningJob;
type ApiCheckpoint = OpenAI.FineTuning.Jobs.FineTuningJobCheckpoint;

const label = {
  pipeline: 'landfall-pipeline',
  run: 'landfall-run',
  candidate: 'landfall-candidate',
  epochs: 'landfall-epochs',
};

const ends: Record<string, TuningJob['state']> = { succeeded: 'succeeded', failed: 'failed', cancelled: 'cancelled' };

/** Until then a job waits: validating_files, queued, paused. */
const begun = new Set(['running', ...Object.keys(ends)]);

/** Characters of the suffix that becomes part of the tuned model's name: platform.openai.com/docs/api-reference/fine-tuning, 2026-11-28. */
const longestSuffix = 64;

export function createTuningJobs(client: () => Promise<OpenAI>, objects: Pick<Objects, 'openRead'>): TuningJobs {
  return {
    find: (run) =>
      called('listing fine-tuning jobs', async () => {
        const found: ApiJob[] = [];
        const metadata = { [label.run]: run.run };
        for await (const job of (await client()).fineTuning.jobs.list({ metadata, limit: 100 })) found.push(job);
        // The filter only spares reading: a server that does less with it must not give a run the jobs of another.
        const own = found.filter((job) => isOf(run, job));
        return own.toSorted((a, b) => a.created_at - b.created_at).map((job) => read(job));
      }),

    create: ({ pipeline, run }, { id, base, epochs, learningRateMultiplier }, { trainUri, validationUri }) =>
      called(
        'creating the fine-tuning job',
        async () => {
          const api = await client();
          const validation = validationUri && (await upload(api, objects, validationUri));
          const job = await api.fineTuning.jobs.create({
            model: base,
            training_file: await upload(api, objects, trainUri),
            ...(validation && { validation_file: validation }),
            method: {
              type: 'supervised',
              supervised: { hyperparameters: { n_epochs: epochs, learning_rate_multiplier: learningRateMultiplier } },
            },
            suffix: `${id}-${pipeline}`.slice(0, longestSuffix),
            metadata: {
              [label.pipeline]: pipeline,
              [label.run]: run,
              [label.candidate]: id,
              // Services that speak the same API tell of hyperparameters each in its own place.
              [label.epochs]: String(epochs),
            },
          });
          return read(job);
        },
        `candidate ${id}`,
      ),

    get: (name) =>
      called(
        'asking the fine-tuning job',
        async () => {
          const { jobs } = (await client()).fineTuning;
          const job = await jobs.retrieve(name);
          return read(job, job.status === 'succeeded' ? await checkpointsOf(jobs, name) : []);
        },
        name,
      ),

    cancel: (name) =>
      called(
        'cancelling the fine-tuning job',
        async () => void (await (await client()).fineTuning.jobs.cancel(name)),
        name,
      ),
  };
}

async function checkpointsOf(jobs: OpenAI['fineTuning']['jobs'], name: string): Promise<ApiCheckpoint[]> {
  const found: ApiCheckpoint[] = [];
  for await (const checkpoint of jobs.checkpoints.list(name)) found.push(checkpoint);
  return found.toSorted((a, b) => a.step_number - b.step_number);
}

const isOf = ({ pipeline, run }: RunName, { metadata }: ApiJob): boolean =>
  metadata?.[label.pipeline] === pipeline && metadata[label.run] === run;

/** It is not told when a job begins to run, so that its time in the queue counts as its own. */
function read(job: ApiJob, checkpoints: ApiCheckpoint[] = []): TuningJob {
  const { id, metadata, model, status, fine_tuned_model: tuned, created_at, finished_at, trained_tokens, error } = job;
  return {
    name: id,
    candidate: metadata?.[label.candidate] ?? '',
    base: model,
    ...(metadata?.[label.epochs] && { epochs: Number(metadata[label.epochs]) }),
    state: ends[status] ?? 'running',
    ...(tuned && { model: tuned, endpoint: tuned }),
    checkpointEndpoints: checkpoints.map((each) => each.fine_tuned_model_checkpoint).filter((each) => each !== tuned),
    ...(checkpoints.length > 0 && {
      checkpoints: checkpoints.map(({ step_number: step, fine_tuned_model_checkpoint: endpoint }) => ({
        step,
        endpoint,
      })),
    }),
    createdAt: isoTime(created_at),
    ...(begun.has(status) && { startedAt: isoTime(created_at) }),
    ...(finished_at && { endedAt: isoTime(finished_at), seconds: finished_at - created_at }),
    ...(trained_tokens && { billedTokens: trained_tokens }),
    ...(error?.message && { error: error.message }),
  };
}

const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString();
