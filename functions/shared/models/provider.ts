/** What Landfall asks of whoever tunes and serves models: the port that stages know, and each provider stands behind. */
import type { OpenWeights } from '../../../catalog';
import type { EmbeddingModel, TextUse } from '../../../catalog/embeddings';
import type { Checkpoint } from '../../../core/checkpoints';
import type { ModelRequest } from '../../../core/contents';
import type { RunName } from '../../../core/ledger-layout';
import type { FrozenModel, ModelAnswer as Answer, ModelQuestion as Question } from '../../../core/models/question';
import type { Losses, TunedCandidate } from '../../../schemas/generated/types';
import type { StopSignal } from '../stage/waiter';
import type { TraceSpan } from '../tracing/span';

export {
  frozenModel,
  generationFor,
  type ModelAnswer as Answer,
  type FrozenModel,
  type FoundSource,
  type ModelQuestion as Question,
  type Recitation,
  type Rejection,
  type SafetyRating,
  type Searched,
  type Usage,
} from '../../../core/models/question';

/** The form of the training files that its tuner reads: JSON Lines. */
export interface TrainingForm {
  /**
   * A SELECT list that makes a line's fields of the columns system_prompt, history (turns as JSON, or NULL), user_prompt
   * and target. What is NULL is left out of the line.
   */
  lineInSql(line: LineContents): string;
  /** The same of a pair, whose column rejected is what the target is preferred to; absent where preferences are not learnt. */
  pairInSql?(line: LineContents): string;
  /** Bytes of a line of one question and answer without its texts; its line break included. */
  lineBytes: number;
}

/** What the lines of a dataset version hold beside question and answer. */
export interface LineContents {
  /** `maybe` when a template of fields alone may come to nothing. */
  system: 'none' | 'text' | 'maybe';
  hasHistory: boolean;
}

/** Every method throws PermanentError for a request that the provider will never take, RetryableError for the rest. */
export interface TuningJobs {
  /** The jobs of a run, the oldest first. A candidate that was asked for twice may have two: the first counts. */
  find(run: RunName): Promise<TuningJob[]>;
  create(run: RunName, candidate: TuningSettings, files: TuningFiles): Promise<TuningJob>;
  get(name: string): Promise<TuningJob>;
  cancel(name: string): Promise<void>;
}

/** What a provider is told of a candidate: its files say the prompt. */
export type TuningSettings = Omit<TunedCandidate, 'kind' | 'prompt'> & {
  /** The tuned model that it goes on from, in place of its base; and which of its checkpoints, where it is not its own choice. */
  continues?: { model: string; checkpoint?: string };
};

/** How training went, by what the provider keeps of it. */
export interface TuningLosses {
  /** Undefined where it tells of none. */
  of(job: TuningJob): Promise<Losses | undefined>;
}

/** The files that a tuning job reads, gs:// each. */
export interface TuningFiles {
  trainUri: string;
  /** What the tuner measures its own progress on; the held-out split never is. */
  validationUri?: string;
  /** The folder, its slash included, in which a provider that hands its weights over leaves them. */
  outputUri?: string;
}

/** By which a provider says what went wrong: google.rpc.Code, or HTTP's. */
export function codeOf(error: unknown): number | string | undefined {
  const { code, status } = ((error as Error).cause ?? {}) as { code?: number | string; status?: unknown };
  return typeof status === 'number' ? status : code;
}

/** The provider had no room for what was asked, and has begun nothing: RESOURCE_EXHAUSTED, or 429. */
export const isQuotaUsedUp = (error: unknown): boolean => [8, 429].includes(codeOf(error) as number);

/** The provider does not let us do what was asked: PERMISSION_DENIED, or 403. */
export const isForbidden = (error: unknown): boolean => [7, 403].includes(codeOf(error) as number);

export interface TuningJob {
  /** The provider's own name of the job. */
  name: string;
  candidate: string;
  base: string;
  /** That it was created with, where the provider tells: of a candidate's jobs, one for each rung of a search. */
  epochs?: number;
  /** A job in any state that is not an end (queued, paused, …) is running. */
  state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  model?: string;
  /** Where it answers, once `Endpoints.ensure` says so. */
  endpoint?: string;
  /** The folder of its weights, its slash included, where it has to be deployed before it answers. */
  weights?: string;
  /** Where the provider keeps what it measured of the training. */
  experiment?: string;
  /** Endpoints of the checkpoints before the last. */
  checkpointEndpoints: string[];
  /** All of them that answer, the last too; absent where the job keeps only that, or the provider tells of none. */
  checkpoints?: Checkpoint[];
  /** ISO 8601: when it was created, when it began to run, when it ended. Until it begins it is queued. */
  createdAt?: string;
  startedAt?: string;
  endedAt?: string;
  /** From the start of tuning to its end. */
  seconds?: number;
  /** Training examples that were too long, and cut off or left out, as the provider counts them. */
  truncatedExamples?: number;
  /** Some of them: the line of the training file, from 1, and why, where the provider tells. */
  dropped?: { line: number; reason?: string }[];
  /** Training examples in the file, as the provider counts them. */
  examples?: number;
  /** Training tokens that it is billed for, of all epochs, once the provider tells. */
  billedTokens?: number;
  /** Steps of the whole tuning, once the provider has counted them. */
  steps?: number;
  /** The last checkpoint, where the job makes them and the provider tells of them. */
  checkpoint?: { epoch: number; step: number };
  error?: string;
}

/** Those of a run whose weights are open, by base model. */
export type Weights = Record<string, OpenWeights>;

export interface Generation {
  /**
   * What a question about an untuned base model names as its model.
   * @throws PermanentError when it is served nowhere near.
   */
  modelOf: (base: FrozenModel) => string;
  /**
   * A question that the model rejects, such as one that is too long for it, is answered so: another may do better.
   * @throws PermanentError where the model can be asked nothing, RetryableError for the rest; what `signal` was aborted for
   */
  generate: (question: Question, hearing?: Hearing) => Promise<Answer>;
}

/** Of somebody who waits for the answer. */
export interface Hearing {
  /** Once it is aborted nobody waits any more: the model is told to stop. */
  signal?: StopSignal;
  /**
   * Is told the text piece by piece, as the model says it. Together they are the answer's text, unless it is blocked on the way: then
   * it has none, and what was said is not to be kept.
   */
  onText?: (piece: string) => void;
  /** What asking is a part of; a model is told of it by its traceparent. */
  span?: TraceSpan | undefined;
}

/** What a provider's tokenizer makes of a text, by its own count. */
export interface TokenCounting {
  /** Tokens of a conversation as it would be billed, costing none. Absent where the provider does not count. */
  count?: (base: FrozenModel, request: ModelRequest) => Promise<number>;
}

/** Texts as vectors: near to each other where they mean alike. */
export interface Embedding {
  /** One vector for each text, in their order, as many numbers as `dimensions` says. */
  embed: (texts: readonly string[], how: EmbeddingSettings, signal?: AbortSignal) => Promise<Embedded[]>;
}

export interface EmbeddingSettings {
  model: FrozenEmbeddingModel;
  dimensions: number;
  use: TextUse;
}

/** An embedding model as a corpus has frozen it. */
export type FrozenEmbeddingModel = Pick<EmbeddingModel, 'id' | 'provider' | 'instructions' | 'servingLocations'>;

export interface Embedded {
  vector: number[];
  /** That are paid for. */
  tokens: number;
}

/** What a job has tuned, and how it is to answer. */
export interface Tuned {
  job: TuningJob;
  base: FrozenModel;
  /** Without a question, after which a machine of its own sleeps. */
  idleMinutes: number;
}

export interface Endpoints {
  /**
   * Whether what was tuned answers at its endpoint. Where tuning has not seen to that, the first call begins to deploy it.
   * @param begun what the call before has handed back
   * @throws PermanentError when it cannot be deployed; RetryableError when it could not be now: it is begun anew without `begun`
   */
  ensure(tuned: Tuned, begun?: string): Promise<{ answers: boolean; begun?: string }>;
  /** Takes the endpoint and what is on it away; one that is gone is as good as removed. */
  remove(name: string): Promise<void>;
}

/** The same model at several locations. */
export interface Replication {
  /**
   * The endpoint of what is deployed at another location, one step nearer to answering there.
   * @param begun what the call before has handed back
   * @throws PermanentError when it cannot be there; RetryableError when it could not be now
   */
  replicate: (
    deployed: { endpoint: string; model: string },
    location: string,
    begun?: string,
  ) => Promise<{ endpoint: string; answers: boolean; begun?: string }>;
  /** Whether what `replicate` has begun has not come to an end, whatever that was: until then nothing that comes of it can be taken away. */
  isUnderWay: (begun: string) => Promise<boolean>;
  /** Takes away what was copied for a replica whose endpoint is gone; of what is no replica there is nothing. */
  removeCopy: (replica: string) => Promise<void>;
}

/** Many questions to one model as one job, at a lower price: answered within a day or so, in any order. */
export interface BatchPrediction {
  /** Whether the model answers batches; of what was tuned, the tuned model. */
  takes(base: FrozenModel, isTuned: boolean): boolean;
  /** The jobs of a run whose models are these bases or were tuned on them, the oldest first. */
  find(run: RunName, bases: FrozenModel[]): Promise<BatchJob[]>;
  create(run: RunName, batch: Batch): Promise<BatchJob>;
  get(name: string): Promise<BatchJob>;
  cancel(name: string): Promise<void>;
  /** The line that asks a question, without its line break. @param id letters, digits and dashes: the answer has it too */
  lineOf(id: string, question: Omit<Question, 'model'>): string;
  /** What a line of the answers says; a question that failed is rejected, for the reason given. Undefined for a line without an id. */
  readLine(line: string): BatchAnswer | undefined;
}

export interface Batch {
  /** By which it is found again: letters, digits and dashes. */
  id: string;
  base: FrozenModel;
  /** The tuned model that is asked; absent where it is the base. */
  tunedModel?: string;
  /** JSON Lines in Cloud Storage, one question each. */
  requestsUri: string;
  /** Below which the answers are left: a folder, its slash included. */
  answersUri: string;
}

export interface BatchJob {
  /** The provider's own name of the job. */
  name: string;
  /** That it was created with. */
  batch: string;
  state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** The folder of its answers, JSON Lines, once there are any. */
  answersUri?: string;
  error?: string;
}

export interface BatchAnswer {
  id: string;
  answer: Answer;
  /** ISO 8601, where it is told. */
  answeredAt?: string;
}
