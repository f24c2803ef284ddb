/** MetadataService and TensorboardService, as far as a tuning job's losses are read through them: by step, and on the validation split. */
import type { Call } from '../rpc/api';
import { invalidField } from '../rpc/errors';
import { findOpen } from './base-models';
import type { VertexContext } from './context';
import { notFound } from './errors';
import { readMetrics } from './metrics';
import { locationOf } from './names';
import { jobFiles, tunedOn, type StoredJob } from './stored-job';

/** One TensorBoard keeps the experiments of a location. */
const tensorboard = '1';

/** As many points as a read gives: tensorboard_service.proto, BatchReadTensorboardTimeSeriesData. */
const mostPoints = 1000;

interface Curve {
  id: string;
  /** As Google's tuner of Gemini calls it, and its tuner of open models, which was seen to tell none of the validation split. */
  displayName: { gemini: string; open?: string };
  points: (job: StoredJob, context: VertexContext) => { step: number; loss: number; at?: string }[];
}

const curves: Curve[] = [
  {
    id: '1',
    displayName: { gemini: '/train_total_loss', open: 'train/loss' },
    points: ({ resource }, { directory }) => readMetrics(jobFiles(directory, resource.name).metrics),
  },
  {
    id: '2',
    displayName: { gemini: '/eval_total_loss' },
    points: ({ checkpoints }) =>
      checkpoints.flatMap(({ step, validationLoss: loss }) => (loss === undefined ? [] : [{ step, loss }])),
  },
];

/** The context of a tuning job. @param job projects/P/locations/L/tuningJobs/ID */
export const experimentOf = (job: string): string =>
  `${locationOf(job)}/metadataStores/default/contexts/${experimentId(job)}`;

const experimentId = (job: string): string => `tuning-experiment-${job.split('/').at(-1)}`;

export function createExperiments(context: VertexContext) {
  const check = (call: Call, permission: string, name: string, field: string) =>
    context.access.check(call.principal, `aiplatform.${permission}`, locationOf(name, field));

  /** The job of an experiment, of which a name below it tells. @throws RpcError NOT_FOUND */
  const jobOf = (name: string): StoredJob => {
    const [, location, id] =
      /^(projects\/[^/]+\/locations\/[^/]+)\/.*\/tuning-experiment-(?:run-)?(\d+)(?:\/|$)/.exec(name) ?? [];
    const job = context.jobs.get(`${location}/tuningJobs/${id}`);
    if (!job) throw notFound(name);
    return job;
  };
  const described = ({ resource }: StoredJob, name: string, displayName: string) => ({
    name,
    displayName,
    createTime: resource.createTime,
    updateTime: resource.updateTime,
  });

  return {
    GetContext({ name }: { name: string }, call: Call) {
      check(call, 'contexts.get', name, 'name');
      const job = jobOf(name);
      const board = `${locationOf(name)}/tensorboards/${tensorboard}`;
      return {
        ...described(job, name, experimentId(job.resource.name)),
        schemaTitle: 'system.Experiment',
        schemaVersion: '0.0.1',
        metadata: { experiment_deleted: false, backing_tensorboard_resource: board },
      };
    },
    ListTensorboardRuns({ parent }: { parent: string }, call: Call) {
      check(call, 'tensorboardRuns.list', parent, 'parent');
      const job = jobOf(parent);
      const id = experimentId(job.resource.name).replace('experiment', 'experiment-run');
      return { tensorboardRuns: [described(job, `${parent}/runs/${id}`, id)] };
    },
    ListTensorboardTimeSeries({ parent }: { parent: string }, call: Call) {
      check(call, 'tensorboardTimeSeries.list', parent, 'parent');
      const job = jobOf(parent);
      const tuner = findOpen(context, tunedOn(job.resource)) ? 'open' : 'gemini';
      return {
        tensorboardTimeSeries: curves.flatMap(({ id, displayName: { [tuner]: name }, points }) =>
          name !== undefined && points(job, context).length > 0
            ? [{ ...described(job, `${parent}/timeSeries/${id}`, name), valueType: 'SCALAR' }]
            : [],
        ),
      };
    },
    BatchReadTensorboardTimeSeriesData(
      { tensorboard: board, timeSeries }: { tensorboard: string; timeSeries: string[] },
      call: Call,
    ) {
      check(call, 'tensorboardTimeSeries.batchRead', board, 'tensorboard');
      return {
        timeSeriesData: timeSeries.map((name) => {
          if (!name.startsWith(`${board}/`)) throw invalidField('time_series', `"${name}" is not below ${board}.`);
          const job = jobOf(name);
          const curve = curves.find(({ id }) => id === name.split('/').at(-1));
          if (!curve) throw notFound(name);
          const points = curve.points(job, context);
          const apart = Math.ceil(points.length / mostPoints);
          return {
            tensorboardTimeSeriesId: curve.id,
            valueType: 'SCALAR',
            values: points
              .filter((_, place) => place % apart === 0)
              .map(({ step, loss, at = job.resource.updateTime }) => ({
                step: String(step),
                wallTime: at,
                scalar: { value: loss },
              })),
          };
        }),
      };
    },
  };
}
