/** `/fine_tuning/jobs`: jobs are created, listed, looked at and cancelled. */
import { Router, type Request } from 'express';
import { randomBytes } from 'node:crypto';
import { isUnfinished } from '../vertex/stored-job';
import { isOpen } from '../vertex/base-models';
import { anyone, place, type OpenAiContext } from './context';
import { ApiError, invalid } from './errors';
import { prepareTraining } from './files';
import { checkpointsOf, eventsOf, findJob, showJob } from './jobs';
import { pageOf } from './pages';
import type { StoredJob } from './stored';

interface JobRequest {
  model?: string;
  training_file?: string;
  validation_file?: string | null;
  suffix?: string | null;
  seed?: number;
  metadata?: Record<string, string> | null;
  method?: { type?: string; supervised?: { hyperparameters?: Hyperparameters } };
  hyperparameters?: Hyperparameters;
}

interface Hyperparameters {
  n_epochs?: number | 'auto';
  learning_rate_multiplier?: number | 'auto';
  batch_size?: number | 'auto';
}

const usualEpochs = 3;

type OfJob = Request<{ id: string }>;

export function jobRoutes(context: OpenAiContext): Router {
  const router = Router();
  const show = (job: StoredJob) => showJob(context, job);

  router.post('/fine_tuning/jobs', async (request, response) => {
    const job = readJob(context, (request.body ?? {}) as JobRequest);
    const refused = refusalOf(context, job);
    const tuning = refused ? undefined : (await startTuning(context, job)).name;
    const stored: StoredJob = { ...job, ...(refused && { refused }), ...(tuning && { tuning }) };
    context.jobs.put(job.id, stored);
    response.json(show(stored));
  });
  router.get('/fine_tuning/jobs', (request, response) => {
    const wanted = [...context.jobs.entries()].map(({ value }) => value).filter((job) => isAskedFor(job, request));
    response.json(pageOf(wanted.toSorted(newestFirst).map(show), request));
  });
  router.get('/fine_tuning/jobs/:id', ({ params }: OfJob, response) => {
    response.json(show(findJob(context, params.id)));
  });
  router.post('/fine_tuning/jobs/:id/cancel', ({ params }: OfJob, response) => {
    const job = findJob(context, params.id);
    const found = job.tuning === undefined ? undefined : context.tuned.jobs.get(job.tuning);
    if (!found || !isUnfinished(found))
      throw new ApiError(400, `Job has already completed: ${job.id}`, { code: 'invalid_request_error' });
    context.runner.cancel(found.resource.name);
    response.json(show(job));
  });
  router.get('/fine_tuning/jobs/:id/events', (request: OfJob, response) => {
    response.json(pageOf(eventsOf(context, findJob(context, request.params.id)), request));
  });
  router.get('/fine_tuning/jobs/:id/checkpoints', (request: OfJob, response) => {
    response.json(pageOf(checkpointsOf(context, findJob(context, request.params.id)), request));
  });
  return router;
}

const newestFirst = (a: StoredJob, b: StoredJob): number => b.created_at - a.created_at || (a.id < b.id ? 1 : -1);

/** `metadata[k]=v`, which the query parser leaves as it is written. */
function isAskedFor({ metadata }: StoredJob, { query }: Request): boolean {
  return Object.entries(query).every(([name, value]) => {
    const [, key] = /^metadata\[(.+)\]$/.exec(name) ?? [];
    return key === undefined || metadata?.[key] === value;
  });
}

/** @throws ApiError that names the parameter */
function readJob(context: OpenAiContext, asked: JobRequest): StoredJob {
  const { model, training_file: training, validation_file: validation = null, suffix = null, metadata = null } = asked;
  const known = context.tuned.models.find(({ id }) => id === model);
  if (!known?.tunable || !isOpen(context.tuned, known, 'tuning', 'global'))
    throw invalid(
      'model',
      `Model ${String(model)} is not available for fine-tuning or does not exist.`,
      'model_not_available',
    );
  for (const [param, id] of [
    ['training_file', training],
    ['validation_file', validation ?? undefined],
  ] as const)
    if ((id === undefined && param === 'training_file') || (id !== undefined && !context.files.get(id)))
      throw invalid(param, `invalid ${param}: ${String(id)}`);
  if (asked.method && asked.method.type !== 'supervised')
    throw invalid('method', 'the local model is tuned by supervised examples alone.');
  if (suffix !== null && suffix.length > 64) throw invalid('suffix', 'suffix: at most 64 characters are allowed.');
  const { n_epochs = 'auto', learning_rate_multiplier: rate = 'auto' } =
    asked.method?.supervised?.hyperparameters ?? asked.hyperparameters ?? {};
  const epochs = n_epochs === 'auto' ? usualEpochs : n_epochs;
  if (!Number.isInteger(epochs) || epochs < 1 || epochs > 50)
    throw invalid('n_epochs', `${epochs} is not between 1 and 50.`);
  return {
    id: `ftjob-${randomBytes(12).toString('hex')}`,
    created_at: context.now(),
    model: known.id,
    training_file: training!,
    validation_file: validation,
    suffix,
    metadata,
    seed: asked.seed ?? 0,
    hyperparameters: { n_epochs: epochs, learning_rate_multiplier: rate === 'auto' ? 1 : rate, batch_size: 'auto' },
  };
}

function refusalOf({ directory }: OpenAiContext, job: StoredJob): StoredJob['refused'] {
  for (const param of ['training_file', 'validation_file'] as const) {
    const id = job[param];
    const message = id === null ? undefined : prepareTraining(directory, id, param === 'training_file');
    if (message !== undefined) return { code: `invalid_${param}`, message, param };
  }
  return undefined;
}

/** @throws RpcError for what the small model cannot be tuned with */
function startTuning({ tuning }: OpenAiContext, { model, training_file, validation_file, hyperparameters }: StoredJob) {
  return tuning.CreateTuningJob(
    {
      parent: place,
      tuningJob: {
        baseModel: model,
        supervisedTuningSpec: {
          trainingDatasetUri: `gs://files/${training_file}`,
          ...(validation_file !== null && { validationDatasetUri: `gs://files/${validation_file}` }),
          hyperParameters: {
            epochCount: String(hyperparameters.n_epochs),
            learningRateMultiplier: hyperparameters.learning_rate_multiplier,
            adapterSize: 'ADAPTER_SIZE_EIGHT',
          },
          exportLastCheckpointOnly: false,
        },
      } as never,
    },
    anyone,
  );
}
