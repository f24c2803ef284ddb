/** Fine-tuning jobs: what was asked for, and how far the tuning of the small model is. */
import { jobFiles, type StoredJob as VertexJob } from '../vertex/stored-job';
import { readMetrics } from '../vertex/metrics';
import type { OpenAiContext } from './context';
import { ApiError } from './errors';
import type { StoredJob } from './stored';

/** A tuned model, by the name under which it answers. */
export interface TunedModel {
  id: string;
  job: StoredJob;
  endpoint: string;
  step: number;
}

const statuses: Record<string, string> = {
  JOB_STATE_PENDING: 'queued',
  JOB_STATE_RUNNING: 'running',
  JOB_STATE_CANCELLING: 'running',
  JOB_STATE_SUCCEEDED: 'succeeded',
  JOB_STATE_FAILED: 'failed',
  JOB_STATE_CANCELLED: 'cancelled',
};

/** The last three epochs, as developers.openai.com/api/docs/guides/supervised-fine-tuning has it, read on 2026-11-28. */
const keptCheckpoints = 3;

const tuningOf = ({ tuned }: OpenAiContext, { tuning }: StoredJob): VertexJob | undefined =>
  tuning === undefined ? undefined : tuned.jobs.get(tuning);

const seconds = (time?: string): number | null => (time === undefined ? null : Math.floor(Date.parse(time) / 1000));

/** As the API shows it. */
export function showJob(context: OpenAiContext, job: StoredJob) {
  const found = tuningOf(context, job);
  const status = found ? statuses[found.resource.state]! : 'failed';
  const statistics = found?.resource.tuningDataStats?.supervisedTuningDataStats;
  const failure =
    status === 'failed' && found ? { code: 'server_error', message: found.resource.error!.message, param: null } : null;
  const { tuning: _tuning, refused, isDeleted: _isDeleted, suffix, ...asked } = job;
  return {
    object: 'fine_tuning.job',
    ...asked,
    status,
    fine_tuned_model: modelsOf(context, job).at(-1)?.id ?? null,
    finished_at: found ? seconds(found.resource.endTime) : job.created_at,
    trained_tokens:
      status === 'succeeded' ? Number(statistics!.totalBillableTokenCount) * job.hyperparameters.n_epochs : null,
    error: refused ?? failure,
    organization_id: 'org-landfall',
    result_files: [],
    integrations: [],
    user_provided_suffix: suffix,
    estimated_finish: null,
    method: { type: 'supervised', supervised: { hyperparameters: job.hyperparameters } },
  };
}

/** What came of it, the last being the model of the job, those before it its checkpoints. */
export function modelsOf(context: OpenAiContext, job: StoredJob): TunedModel[] {
  const checkpoints = tuningOf(context, job)?.resource.tunedModel?.checkpoints ?? [];
  const name = `ft:${job.model}:landfall:${job.suffix ?? ''}:${job.id.slice(-8)}`;
  return checkpoints.slice(-keptCheckpoints).map(({ step, endpoint }, index, { length }) => ({
    id: index === length - 1 ? name : `${name}:ckpt-step-${step}`,
    job,
    endpoint: endpoint!,
    step: Number(step),
  }));
}

export function checkpointsOf(context: OpenAiContext, job: StoredJob) {
  const losses = new Map(tuningOf(context, job)?.checkpoints.map((each) => [each.step, each]));
  return modelsOf(context, job)
    .map(({ id, step }) => ({
      id: `ftckpt-${job.id.slice(-8)}-${step}`,
      object: 'fine_tuning.job.checkpoint',
      created_at: job.created_at,
      fine_tuned_model_checkpoint: id,
      fine_tuning_job_id: job.id,
      metrics: { step, train_loss: losses.get(step)?.trainingLoss, full_valid_loss: losses.get(step)?.validationLoss },
      step_number: step,
    }))
    .toReversed();
}

/** The newest first. */
export function eventsOf(context: OpenAiContext, job: StoredJob) {
  const found = tuningOf(context, job);
  const event = (id: string, time: number, message: string, data?: object) => ({
    object: 'fine_tuning.job.event',
    id: `ftevent-${job.id.slice(-8)}-${id}`,
    created_at: time,
    level: 'info',
    message,
    type: data ? 'metrics' : 'message',
    data: data ?? {},
  });
  const created = event('created', job.created_at, `Created fine-tuning job: ${job.id}`);
  if (!found) return [created];
  const validation = new Map(found.checkpoints.map(({ step, validationLoss }) => [step, validationLoss]));
  const metrics = readMetrics(jobFiles(context.directory, found.resource.name).metrics);
  return [
    created,
    ...metrics.map(({ step, loss, at }) =>
      event(`step-${step}`, seconds(at)!, `Step ${step}: training loss=${loss.toFixed(2)}`, {
        step,
        train_loss: loss,
        ...(validation.get(step) !== undefined && { full_valid_loss: validation.get(step) }),
      }),
    ),
  ].toReversed();
}

export function findJob({ jobs }: OpenAiContext, id: string): StoredJob {
  const job = jobs.get(id);
  if (job) return job;
  throw new ApiError(404, `Could not find fine tune: ${id}`, { param: 'fine_tune_id', code: 'fine_tune_not_found' });
}

export function findTunedModel(context: OpenAiContext, id: string): TunedModel | undefined {
  for (const { value: job } of context.jobs.entries()) {
    const found = job.isDeleted ? undefined : modelsOf(context, job).find((model) => model.id === id);
    if (found) return found;
  }
  return undefined;
}
