/** What is said of every function of a deployment: parts of the cloud that it works with, memory, time. */
import type { EventData } from '../schemas/generated/types';

/**
 * What is worked with beside the ledger: the landing bucket, dropping into it, loads from Cloud Storage, the warehouse's datasets, its table of
 * evaluations and the states of others' jobs there, what was answered and rated, for itself or to be learnt from, what held-out examples scored, training examples to be looked at, models that answer, batches of answers and their
 * states, tuning jobs, their states, their end before their time, machines for open weights, endpoints, whether they are there, passages of corpora, what makes
 * vectors of texts, finding passages, spans of exchanges, what has happened, what functions have logged, what the statements of others were and cost. infra says with which roles.
 */
export type Part =
  | 'landing'
  | 'drops'
  | 'loads'
  | 'staging'
  | 'training'
  | 'evaluations'
  | 'jobStates'
  | 'answers'
  | 'curated'
  | 'scores'
  | 'examples'
  | 'models'
  | 'tokenizers'
  | 'batches'
  | 'batchStates'
  | 'batchEnds'
  | 'tuning'
  | 'tuningStates'
  | 'tuningEnds'
  | 'machines'
  | 'replicas'
  | 'endpoints'
  | 'endpointStates'
  | 'passages'
  | 'embeddings'
  | 'retrieval'
  | 'traces'
  | 'history'
  | 'logs'
  | 'statements';

/** What a function says and works with, and what it needs to run. */
export interface FunctionContract {
  /** Events that it may end with; a stage may say landfall.stage.failed.v1 besides. */
  says: readonly (keyof EventData)[];
  uses: readonly Part[];
  /** Cloud Run memory, as Kubernetes writes it. Functions stream, so this does not grow with the dataset. */
  memory: string;
  /** Processors; without it Cloud Run gives the share that goes with the memory. */
  processor?: string;
  /** Seconds, after which Cloud Run answers in the function's place. A push waits for 600 at most. */
  timeLimit: number;
}
