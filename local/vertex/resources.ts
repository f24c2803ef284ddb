/** The resources kept by the local Vertex AI, in the API's JSON form: camelCase, instants as RFC 3339, int64 as strings. */
import type { RpcStatus } from '../rpc/errors';

export type Labels = Record<string, string>;

export type JobState =
  | 'JOB_STATE_PENDING'
  | 'JOB_STATE_RUNNING'
  | 'JOB_STATE_SUCCEEDED'
  | 'JOB_STATE_FAILED'
  | 'JOB_STATE_CANCELLING'
  | 'JOB_STATE_CANCELLED';

export interface Part {
  text?: string;
  [other: string]: unknown;
}

export interface Content {
  role?: string;
  parts?: Part[];
}

export interface SupervisedTuningSpec {
  trainingDatasetUri: string;
  validationDatasetUri?: string;
  exportLastCheckpointOnly?: boolean;
  evaluationConfig?: object;
  hyperParameters?: {
    epochCount?: string;
    learningRateMultiplier?: number;
    learningRate?: number;
    adapterSize?: string;
    batchSize?: string;
  };
  tuningMode?: string;
}

export interface PreferenceOptimizationSpec {
  trainingDatasetUri: string;
  validationDatasetUri?: string;
  exportLastCheckpointOnly?: boolean;
  hyperParameters?: { epochCount?: string; learningRateMultiplier?: number; adapterSize?: string; beta?: number };
}

export interface TunedModelCheckpoint {
  checkpointId: string;
  epoch: string;
  step: string;
  endpoint?: string;
}

export interface TuningJob {
  name: string;
  /** Absent where it goes on from a tuned model. */
  baseModel?: string;
  /** Its base model is told by the service. */
  preTunedModel?: { tunedModelName: string; checkpointId?: string; baseModel?: string };
  customBaseModel?: string;
  /** The folder in Cloud Storage that gets the weights of an open model. */
  outputUri?: string;
  /** One of the two. */
  supervisedTuningSpec?: SupervisedTuningSpec;
  preferenceOptimizationSpec?: PreferenceOptimizationSpec;
  tunedModelDisplayName?: string;
  description?: string;
  labels?: Labels;
  /** The context that names what keeps the job's metrics. */
  experiment: string;
  serviceAccount?: string;
  encryptionSpec?: { kmsKeyName: string };
  state: JobState;
  createTime: string;
  startTime?: string;
  endTime?: string;
  updateTime: string;
  error?: RpcStatus;
  /** Of an open model without endpoints: it is deployed by whoever has tuned it. */
  tunedModel?: { model: string; endpoint?: string; checkpoints?: TunedModelCheckpoint[] };
  tuningDataStats?: {
    supervisedTuningDataStats?: SupervisedTuningDataStats;
    preferenceOptimizationDataStats?: PreferenceOptimizationDataStats;
  };
}

export interface BatchPredictionJob {
  name: string;
  displayName: string;
  model: string;
  modelVersionId?: string;
  inputConfig: { instancesFormat: string; gcsSource?: { uris: string[] }; [other: string]: unknown };
  outputConfig: {
    predictionsFormat: string;
    gcsDestination?: { outputUriPrefix: string };
    [other: string]: unknown;
  };
  outputInfo?: { gcsOutputDirectory: string };
  state: JobState;
  error?: RpcStatus;
  completionStats?: { successfulCount: string; failedCount: string; incompleteCount: string };
  createTime: string;
  startTime?: string;
  endTime?: string;
  updateTime: string;
  labels?: Labels;
  [other: string]: unknown;
}

/** Sums and counts are int64 (strings in JSON), the rest doubles. */
export interface Distribution {
  sum: string;
  billableSum: string;
  min: number;
  max: number;
  mean: number;
  median: number;
  p5: number;
  p95: number;
  buckets: { count: number; left: number; right: number }[];
}

export interface SupervisedTuningDataStats {
  tuningDatasetExampleCount: string;
  totalTuningCharacterCount: string;
  totalBillableCharacterCount: string;
  totalBillableTokenCount: string;
  tuningStepCount: string;
  userInputTokenDistribution: Distribution;
  userOutputTokenDistribution: Distribution;
  userMessagePerExampleDistribution: Distribution;
  userDatasetExamples: Content[];
  totalTruncatedExampleCount: string;
  truncatedExampleIndices: string[];
  droppedExampleReasons: string[];
}

/** Of pairs of answers: outputs are those of both. */
export interface PreferenceOptimizationDataStats {
  tuningDatasetExampleCount: string;
  totalBillableTokenCount: string;
  tuningStepCount: string;
  userInputTokenDistribution: Distribution;
  userOutputTokenDistribution: Distribution;
  scoresDistribution: Distribution;
  scoreVariancePerExampleDistribution: Distribution;
  userDatasetExamples: PreferenceExample[];
  droppedExampleIndices: string[];
  droppedExampleReasons: string[];
}

export interface PreferenceExample {
  contents: Content[];
  completions: { score: number; completion: Content }[];
}

export interface DeployedModel {
  id: string;
  model: string;
  modelVersionId: string;
  displayName?: string;
  checkpointId?: string;
  createTime: string;
  /** The machine that an open model answers on; a Gemini has none. */
  dedicatedResources?: DedicatedResources;
}

/** Durations are texts such as 300s. */
export interface DedicatedResources {
  machineSpec: { machineType?: string; acceleratorType?: string; acceleratorCount?: number };
  minReplicaCount?: number;
  maxReplicaCount?: number;
  initialReplicaCount?: number;
  scaleToZeroSpec?: { minScaleupPeriod?: string; idleScaledownPeriod?: string };
}

export interface Endpoint {
  name: string;
  displayName: string;
  description?: string;
  deployedModels: DeployedModel[];
  trafficSplit: Record<string, number>;
  labels?: Labels;
  /** The host that alone answers for it, where it has one of its own. */
  dedicatedEndpointEnabled?: boolean;
  dedicatedEndpointDns?: string;
  etag: string;
  createTime: string;
  updateTime: string;
}

export interface Model {
  name: string;
  versionId: string;
  versionAliases: string[];
  versionCreateTime: string;
  versionUpdateTime: string;
  displayName: string;
  description?: string;
  labels?: Labels;
  defaultCheckpointId: string;
  checkpoints: { checkpointId: string; epoch: string; step: string }[];
  deployedModels: { endpoint: string; deployedModelId: string; checkpointId?: string }[];
  modelSourceInfo: { sourceType: 'GENIE' | 'MODEL_GARDEN'; copy: boolean };
  baseModelSource: { genieSource: { baseModelUri: string } } | { modelGardenSource: { publicModelName: string } };
  artifactUri?: string;
  etag: string;
  createTime: string;
  updateTime: string;
}

/** What the service remembers of a tuned model beside the resource that it shows. */
export interface StoredModel {
  resource: Model;
  baseModel: string;
  /** Adapter file of each checkpoint, by checkpoint id, relative to the directory of the local Vertex AI. */
  adapters: Record<string, string>;
}

export interface Operation {
  name: string;
  metadata: { '@type': string } & Record<string, unknown>;
  done: boolean;
  error?: RpcStatus;
  response?: { '@type': string } & Record<string, unknown>;
}
