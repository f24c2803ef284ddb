/**
 * Tuning jobs that learn preferences, by Vertex AI's JSON: its gRPC client, up to 7.4.0, knows neither what they are asked for nor what is
 * told of their examples (v1 REST reference of TuningJob, preferenceOptimizationSpec).
 */
import type { VertexRest } from '../../stage/clients';
import type { TuningFiles, TuningSettings } from '../provider';
import { adapterSizes, datasetsOf, sourceOf, type ApiJob } from './job-parts';

/** What the client's own type of a job lacks. */
export interface PreferenceJob extends ApiJob {
  preferenceOptimizationSpec?: { hyperParameters?: { epochCount?: string | number } };
}

/** Of the pairs of a file; int64 are strings. */
export interface PreferenceStatistics {
  tuningDatasetExampleCount?: string;
  totalBillableTokenCount?: string;
  tuningStepCount?: string;
  droppedExampleIndices?: string[];
  droppedExampleReasons?: string[];
}

export const preferenceJobOf = (candidate: TuningSettings, files: TuningFiles): PreferenceJob => {
  const { adapterSize, epochs, learningRateMultiplier, checkpoints, beta } = candidate;
  const hyperParameters = { epochCount: epochs, learningRateMultiplier, adapterSize: adapterSizes[adapterSize], beta };
  return {
    ...sourceOf(candidate),
    preferenceOptimizationSpec: {
      ...datasetsOf(files),
      exportLastCheckpointOnly: checkpoints === 'last',
      hyperParameters,
    },
  } as PreferenceJob;
};

export const createPreferenceJob = async (
  rest: VertexRest,
  parent: string,
  job: PreferenceJob,
): Promise<PreferenceJob> => fromJson(await rest(`${parent}/tuningJobs`, job));

export const getPreferenceJob = async (rest: VertexRest, name: string): Promise<PreferenceJob> =>
  fromJson(await rest(name));

const times = ['createTime', 'startTime', 'endTime'] as const;

/** In JSON instants are text, by gRPC seconds and nanoseconds. */
function fromJson(json: unknown): PreferenceJob {
  const job = json as PreferenceJob & Partial<Record<(typeof times)[number], unknown>>;
  const read = times.flatMap((name) => (job[name] ? [[name, timestampOf(job[name] as string)] as const] : []));
  return { ...job, ...Object.fromEntries(read) };
}

function timestampOf(text: string) {
  const ms = Date.parse(text);
  return { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 };
}
