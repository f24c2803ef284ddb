/**
 * The providers of models, by the name that the catalog gives with a base model. The table is in columns, one for each thing
 * that a provider does: a function takes into its bundle the clients behind the columns that it asks for and no others.
 */
import type { BaseModel, ModelService } from '../../../catalog';
import { PermanentError } from '../../../core/errors';
import type { Configuration } from '../../../schemas/generated/types';
import type { Config } from '../stage/config';
import type {
  BatchPrediction,
  Endpoints,
  Generation,
  TokenCounting,
  TrainingForm,
  TuningJobs,
  TuningLosses,
  Weights,
} from './provider';
import * as openai from './openai';
import * as vertex from './vertex';
import * as open from './vertex-open';

const forms = { vertex: vertex.form, 'vertex-open': open.form, 'openai-compatible': openai.form };
const tuning = { vertex: vertex.tuning, 'vertex-open': open.tuning, 'openai-compatible': openai.tuning };
const losses = { vertex: vertex.losses, 'vertex-open': open.losses, 'openai-compatible': openai.losses };
const generation = {
  vertex: vertex.generation,
  'vertex-open': open.generation,
  'openai-compatible': openai.generation,
};
const batches = { vertex: vertex.batches, 'vertex-open': open.batches, 'openai-compatible': openai.batches };
const tokenCounting = {
  vertex: vertex.tokenCounting,
  'vertex-open': open.tokenCounting,
  'openai-compatible': openai.tokenCounting,
};
const endpoints = { vertex: vertex.endpoints, 'vertex-open': open.endpoints, 'openai-compatible': openai.endpoints };

/** What the provider of a run's models does. */
export type OfRun<T> = (configuration: Configuration) => T;

export const trainingFormOf: OfRun<TrainingForm> = (configuration) => inColumn(forms, configuration);
export const createTuning = (config: Config): OfRun<TuningJobs> => madeOnce(tuning, config);
export const createLosses = (config: Config): OfRun<TuningLosses> => madeOnce(losses, config);
export const createGeneration = (config: Config): OfRun<Generation> => madeOnce(generation, config);
export const createBatches = (config: Config): OfRun<BatchPrediction> => madeOnce(batches, config);
export const createTokenCounting = (config: Config): OfRun<TokenCounting> => madeOnce(tokenCounting, config);
export const createEndpoints = (config: Config): OfRun<Endpoints> => madeOnce(endpoints, config);

/**
 * What makes a part of a provider; of a provider that several services speak alike, for one of them; of one that hands weights
 * over, for base models of these.
 */
type Create<T> = (config: Config, service?: ModelService, weights?: Weights) => T;

/** A provider's client is made when a run first asks for it, and kept for the runs after. */
function madeOnce<T>(column: Record<string, Create<T>>, config: Config): OfRun<T> {
  const made = new Map<string, T>();
  return (configuration) => {
    const create = inColumn(column, configuration);
    const { provider, service } = modelOf(configuration) ?? {};
    const weights = weightsIn(configuration);
    const key = JSON.stringify([provider, service, weights]);
    if (!made.has(key)) made.set(key, create(config, service, weights));
    return made.get(key)!;
  };
}

/** The compiler has seen to it that all base models of a run are of one provider, and of one service. */
const modelOf = ({ baseModels }: Configuration) =>
  Object.values(baseModels)[0] as unknown as Pick<BaseModel, 'provider' | 'service'> | undefined;

const weightsIn = ({ baseModels }: Configuration): Weights =>
  Object.fromEntries(
    Object.entries(baseModels as Record<string, Partial<BaseModel>>).flatMap(([id, { openWeights }]) =>
      openWeights ? [[id, openWeights]] : [],
    ),
  );

function inColumn<T>(column: Record<string, T>, configuration: Configuration): T {
  // Runs that are older than providers were all of Vertex AI.
  const name = modelOf(configuration)?.provider ?? 'vertex';
  const found = column[name];
  if (found) return found;
  throw new PermanentError(`no provider of models is called ${name}`, {
    fix: `name one of ${Object.keys(column).join(', ')} in the catalog`,
  });
}
