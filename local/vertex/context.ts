/** What every part of the local Vertex AI shares: its durable tables, its access rules, its clock. */
import type { BaseModel as CatalogModel } from '../../catalog';
import { isoTime, type Clock } from '../clock';
import type { Access } from '../iam/access';
import type { State, Table } from '../state';
import type { StoredBatchJob } from './stored-batch-job';
import type { StoredDeployment } from './stored-deployment';
import type { StoredJob } from './stored-job';
import type { Endpoint, Operation, StoredModel } from './resources';

/** What there is to know of a base model here. */
export type BaseModel = Pick<
  CatalogModel,
  | 'id'
  | 'tunable'
  | 'adapterSizes'
  | 'tuningRegions'
  | 'servingLocations'
  | 'tunedServingLocations'
  | 'thinking'
  | 'ignoredSettings'
  | 'lifecycle'
  | 'choiceWords'
  | 'batchPrediction'
  | 'validationExamples'
  | 'validationShare'
  | 'validationShareFrom'
  | 'openWeights'
  | 'continuousTuning'
  | 'preferenceTuning'
  | 'searchTools'
>;

export interface VertexContext {
  state: State;
  access: Access;
  clock: Clock;
  /** Those of the catalog. */
  models: BaseModel[];
  /** Where adapters and the files of tuning jobs lie. */
  directory: string;
  jobs: Table<StoredJob>;
  batchJobs: Table<StoredBatchJob>;
  tunedModels: Table<StoredModel>;
  endpoints: Table<Endpoint>;
  operations: Table<Operation>;
  /** What is being deployed, by its endpoint. */
  deployments: Table<StoredDeployment>;
}

export function createContext(
  options: Pick<VertexContext, 'state' | 'access' | 'clock' | 'models' | 'directory'>,
): VertexContext {
  const { state } = options;
  return {
    ...options,
    jobs: state.table('vertex.tuningJobs'),
    batchJobs: state.table('vertex.batchPredictionJobs'),
    tunedModels: state.table('vertex.models'),
    endpoints: state.table('vertex.endpoints'),
    operations: state.table('vertex.operations'),
    deployments: state.table('vertex.deployments'),
  };
}

export const now = (context: VertexContext): string => isoTime(context.clock);
