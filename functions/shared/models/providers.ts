/**
 * The providers of models, by the name that the catalog gives with a base model. The table is in columns, one for each thing
 * that a provider does: a function takes into its bundle the clients behind the columns that it asks for and no others.
 */
import type { BaseModel } from '../../../catalog';
import type { ModelService } from '../../../catalog/services';
import { tunedCandidates } from '../../../core/candidates';
import { PermanentError } from '../../../core/errors';
import type { Configuration } from '../../../schemas/generated/types';
import type { Config } from '../stage/config';
import type {
  BatchPrediction,
  Embedding,
  Endpoints,
  FrozenModel,
  Generation,
  Replication,
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
const embedding = { vertex: vertex.embedding };
const replication = { vertex: vertex.replication };
const endpoints = { vertex: vertex.endpoints, 'vertex-open': open.endpoints, 'openai-compatible': openai.endpoints };

/** What the provider does that tunes a run's models. */
export type OfRun<T> = (configuration: Configuration) => T;

export const trainingFormOf: OfRun<TrainingForm> = (configuration) => inColumn(forms, tunedBy(configuration));
export const createTuning = (config: Config): OfRun<TuningJobs> => ofTuner(tuning, config);
export const createLosses = (config: Config): OfRun<TuningLosses> => ofTuner(losses, config);
export const createBatches = (config: Config): OfRun<BatchPrediction> => ofTuner(batches, config);
export const createReplication = (config: Config): OfRun<Replication> => ofTuner(replication, config);
export const createEndpoints = (config: Config): OfRun<Endpoints> => ofTuner(endpoints, config);

/** Whoever has a model counts its tokens. */
export const createTokenCounting = (config: Config): ((base: FrozenModel) => TokenCounting) =>
  madeOnce(tokenCounting, config);

/** Whoever has an embedding model makes its vectors. */
export const createEmbedding = (config: Config): ((model: Pick<BaseModel, 'provider'>) => Embedding) =>
  madeOnce(embedding, config);

/** Whoever has a model is asked: models of several providers and services may stand beside each other in a run. */
export function createGeneration(config: Config): OfRun<Generation> {
  const make = madeOnce(generation, config);
  // Which service a model is of takes long to compare, and every question has one of the same few.
  const known = new WeakMap<FrozenModel, Generation>();
  const of = (base: FrozenModel): Generation => {
    let found = known.get(base);
    if (!found) known.set(base, (found = make(base)));
    return found;
  };
  const each: Generation = {
    modelOf: (base) => of(base).modelOf(base),
    generate: (question, hearing) => of(question.base).generate(question, hearing),
  };
  return () => each;
}

/**
 * What makes a part of a provider; of a provider that several services speak alike, for one of them; of one that hands weights
 * over, for base models of these.
 */
type Create<T> = (config: Config, service?: ModelService, weights?: Weights) => T;

/** Of a run that is older than a fact of the catalog some may be missing. */
type Provided = Partial<Pick<BaseModel, 'provider' | 'service'>>;

/** A provider's client is made when it is first asked for, and kept for whoever asks after. */
function madeOnce<T>(column: Record<string, Create<T>>, config: Config): (model: Provided, weights?: Weights) => T {
  const made = new Map<string, T>();
  return (model, weights) => {
    const create = inColumn(column, model);
    const { provider, service } = model;
    const key = JSON.stringify([provider, service, weights]);
    if (!made.has(key)) made.set(key, create(config, service, weights));
    return made.get(key)!;
  };
}

function ofTuner<T>(column: Record<string, Create<T>>, config: Config): OfRun<T> {
  const of = madeOnce(column, config);
  return (configuration) => of(tunedBy(configuration), weightsIn(configuration));
}

/** Any model that the run tunes: the compiler has seen to it that they are all of one provider, and of one service. */
function tunedBy(configuration: Configuration): Provided {
  const { baseModels } = configuration;
  const [tuned] = tunedCandidates(configuration);
  return (tuned ? baseModels[tuned.base] : Object.values(baseModels)[0]) ?? {};
}

const weightsIn = ({ baseModels }: Configuration): Weights =>
  Object.fromEntries(
    Object.entries(baseModels as Record<string, Partial<BaseModel>>).flatMap(([id, { openWeights }]) =>
      openWeights ? [[id, openWeights]] : [],
    ),
  );

/** Runs that are older than providers were all of Vertex AI. */
function inColumn<T>(column: Record<string, T>, { provider = 'vertex' }: Provided): T {
  const found = column[provider];
  if (found) return found;
  throw new PermanentError(`no provider of models is called ${provider}`, {
    fix: `name one of ${Object.keys(column).join(', ')} in the catalog`,
  });
}
