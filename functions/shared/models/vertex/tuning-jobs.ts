/** Tuning jobs on Vertex AI, found again by the labels they were created with. */
import type { GenAiTuningServiceClient } from '@google-cloud/aiplatform/build/src/v1/gen_ai_tuning_service_client';
import type { protos } from '@google-cloud/aiplatform';
import type { Checkpoint } from '../../../../core/checkpoints';
import type { RunName } from '../../../../core/ledger-layout';
import type { ClientFor, VertexRest } from '../../stage/clients';
import type { TuningFiles, TuningJob, TuningJobs, TuningSettings } from '../provider';
import { called } from './api-errors';
import { adapterSizes, datasetsOf, sourceOf, type ApiJob } from './job-parts';
import {
  createPreferenceJob,
  getPreferenceJob,
  preferenceJobOf,
  type PreferenceJob,
  type PreferenceStatistics,
} from './preference-jobs';

type ApiStatistics = protos.google.cloud.aiplatform.v1.ISupervisedTuningDataStats;
type ApiCheckpoint = protos.google.cloud.aiplatform.v1.ITunedModelCheckpoint;
type Timestamp = protos.google.protobuf.ITimestamp;

const label = { pipeline: 'landfall-pipeline', run: 'landfall-run', candidate: 'landfall-candidate' };

const ends: Record<string, TuningJob['state']> = {
  JOB_STATE_SUCCEEDED: 'succeeded',
  JOB_STATE_FAILED: 'failed',
  JOB_STATE_EXPIRED: 'failed',
  JOB_STATE_CANCELLED: 'cancelled',
};

/** How a kind of models is asked for, and what is made of the service's word for a job. */
export interface Kind {
  jobOf: (candidate: TuningSettings, files: TuningFiles) => ApiJob;
  read: (job: ApiJob) => TuningJob;
}

const gemini: Kind = {
  jobOf: ({ adapterSize, epochs, learningRateMultiplier, checkpoints, ...candidate }, files) => ({
    ...sourceOf(candidate),
    supervisedTuningSpec: {
      ...datasetsOf(files),
      exportLastCheckpointOnly: checkpoints === 'last',
      hyperParameters: { epochCount: epochs, learningRateMultiplier, adapterSize: adapterSizes[adapterSize] },
    },
  }),
  read,
};

type Client = Pick<GenAiTuningServiceClient, 'listTuningJobs' | 'createTuningJob' | 'getTuningJob' | 'cancelTuningJob'>;

/**
 * @param parent projects/P/locations/L
 * @param rest where preferences can be learnt
 */
export function createTuningJobs(
  clientFor: ClientFor<Client>,
  parent: string,
  { jobOf, read: readJob }: Kind = gemini,
  rest?: VertexRest,
): TuningJobs {
  /** The client says nothing of what it does not know. */
  const whole = async (job: ApiJob): Promise<ApiJob> =>
    rest && !job.supervisedTuningSpec
      ? called('asking the tuning job', getPreferenceJob(rest, job.name!), job.name!)
      : job;
  return {
    async find(run) {
      const filter = `labels.${label.run}="${run.run}"`;
      const client = await clientFor(parent);
      const [jobs] = await called('listing tuning jobs', client.listTuningJobs({ parent, filter }));
      // The filter only spares reading: a server that does less with it must not give a run the jobs of another.
      const own = jobs.filter((job) => isOf(run, job));
      const all = await Promise.all(own.map(whole));
      return all.toSorted((a, b) => milliseconds(a.createTime) - milliseconds(b.createTime)).map(readJob);
    },

    async create({ pipeline, run }, candidate, files) {
      const { id } = candidate;
      const isPreference = rest && candidate.method === 'preference';
      const { labels, ...own } = isPreference ? preferenceJobOf(candidate, files) : jobOf(candidate, files);
      const tuningJob: ApiJob = {
        ...own,
        tunedModelDisplayName: `${pipeline}-${run}-${id}`,
        labels: { ...labels, [label.pipeline]: pipeline, [label.run]: run, [label.candidate]: id },
      };
      const creating = isPreference
        ? createPreferenceJob(rest, parent, tuningJob)
        : (await clientFor(parent)).createTuningJob({ parent, tuningJob }).then(([job]) => job);
      return readJob(await called('creating the tuning job', creating, `candidate ${id}`));
    },

    async get(name) {
      const client = await clientFor(name);
      const [job] = await called('asking the tuning job', client.getTuningJob({ name }), name);
      return readJob(await whole(job));
    },

    async cancel(name) {
      const client = await clientFor(name);
      await called('cancelling the tuning job', client.cancelTuningJob({ name }), name);
    },
  };
}

const isOf = ({ pipeline, run }: RunName, { labels }: ApiJob): boolean =>
  labels?.[label.pipeline] === pipeline && labels[label.run] === run;

/** Vertex AI tells no step that a tuning has come to: only their number, and those of its checkpoints. */
export function read(job: PreferenceJob): TuningJob {
  const {
    name,
    labels,
    baseModel,
    preTunedModel,
    state,
    tunedModel,
    experiment,
    createTime,
    startTime,
    endTime,
    tuningDataStats,
    supervisedTuningSpec,
    preferenceOptimizationSpec,
    error,
  } = job;
  const { supervisedTuningDataStats, preferenceOptimizationDataStats: ofPairs } = (tuningDataStats ??
    {}) as ApiDataStatistics;
  const statistics = supervisedTuningDataStats ?? ofPairs;
  const dropped = droppedIn(supervisedTuningDataStats ?? pairsDropped(ofPairs));
  const truncated = Number(supervisedTuningDataStats?.totalTruncatedExampleCount ?? dropped.length);
  const examples = Number(statistics?.tuningDatasetExampleCount ?? 0);
  const endpoint = tunedModel?.endpoint ?? undefined;
  const all = tunedModel?.checkpoints ?? [];
  const answering = all.flatMap(checkpointOf);
  const last = all.findLast(({ step }) => Number(step ?? 0) > 0);
  const spec = supervisedTuningSpec ?? preferenceOptimizationSpec;
  const epochs = Number(spec?.hyperParameters?.epochCount ?? 0);
  const steps = Number(statistics?.tuningStepCount ?? 0);
  const billable = Number(statistics?.totalBillableTokenCount ?? 0);
  return {
    name: name ?? '',
    candidate: labels?.[label.candidate] ?? '',
    base: baseModel || (preTunedModel?.baseModel ?? '').split('/').at(-1)!,
    ...(epochs > 0 && { epochs }),
    state: ends[String(state)] ?? 'running',
    ...(tunedModel?.model && { model: tunedModel.model }),
    ...(endpoint && { endpoint }),
    ...(experiment && { experiment }),
    checkpointEndpoints: answering.map((each) => each.endpoint).filter((each) => each !== endpoint),
    ...(answering.length > 0 && { checkpoints: answering }),
    ...(createTime && { createdAt: isoTime(createTime) }),
    ...(startTime && { startedAt: isoTime(startTime) }),
    ...(endTime && { endedAt: isoTime(endTime) }),
    ...(steps > 0 && { steps }),
    ...(last && { checkpoint: { epoch: Number(last.epoch), step: Number(last.step) } }),
    ...(startTime && endTime && { seconds: (milliseconds(endTime) - milliseconds(startTime)) / 1000 }),
    // Of the file, as often as it is read.
    ...(billable > 0 && epochs > 0 && { billedTokens: billable * epochs }),
    ...(truncated > 0 && { truncatedExamples: truncated }),
    ...(dropped.length > 0 && { dropped }),
    ...(examples > 0 && { examples }),
    ...(error?.message && { error: error.message }),
  };
}

const checkpointOf = ({ checkpointId, endpoint, step, epoch }: ApiCheckpoint): Checkpoint[] =>
  endpoint
    ? [{ step: Number(step ?? 0), epoch: Number(epoch ?? 0), ...(checkpointId && { id: checkpointId }), endpoint }]
    : [];

interface ApiDataStatistics {
  supervisedTuningDataStats?: ApiStatistics;
  preferenceOptimizationDataStats?: PreferenceStatistics;
}

/** A pair is dropped as a whole, and how many were is not told beyond the sample. */
const pairsDropped = ({ droppedExampleIndices, droppedExampleReasons }: PreferenceStatistics = {}): ApiStatistics => ({
  truncatedExampleIndices: droppedExampleIndices,
  droppedExampleReasons,
});

/** Indices are sampled, from 1; reasons stand at the same places. */
const droppedIn = ({
  truncatedExampleIndices,
  droppedExampleReasons,
}: ApiStatistics): NonNullable<TuningJob['dropped']> =>
  (truncatedExampleIndices ?? []).map((index, place) => {
    const reason = droppedExampleReasons?.[place];
    return { line: Number(index), ...(reason && { reason }) };
  });

const milliseconds = (time?: Timestamp | null) => Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;

const isoTime = (time: Timestamp) => new Date(milliseconds(time)).toISOString();
