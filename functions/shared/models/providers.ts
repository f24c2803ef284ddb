/**
 * The providers of models, by the name that the catalog gives with a base model. The table is in columns, one for each thing
 * that a provider does: a function takes into its bundle the clients behind the columns that it asks for and no others.
 */
import type { BaseModel } from '../../../catalog';
import { PermanentError } from '../../../core/errors';
import type { Configuration } from '../../../schemas/generated/types';
import type { Config } from '../stage/config';
import type { BatchPrediction, Endpoints, Generation, TrainingForm, TuningJobs, TuningLosses } from './provider';
import * as vertex from './vertex';

const forms = { vertex: vertex.form };
const tuning = { vertex: vertex.tuning };
const losses = { vertex: vertex.losses };
const generation = { vertex: vertex.generation };
const batches = { vertex: vertex.batches };
const endpoints = { vertex: vertex.endpoints };

/** What the provider of a run's models does. */
export type OfRun<T> = (configuration: Configuration) => T;

export const trainingFormOf: OfRun<TrainingForm> = (configuration) => inColumn(forms, configuration);
export const createTuning = (config: Config): OfRun<TuningJobs> => madeOnce(tuning, config);
export const createLosses = (config: Config): OfRun<TuningLosses> => madeOnce(losses, config);
export const createGeneration = (config: Config): OfRun<Generation> => madeOnce(generation, config);
export const createBatches = (config: Config): OfRun<BatchPrediction> => madeOnce(batches, config);
export const createEndpoints = (config: Config): OfRun<Endpoints> => madeOnce(endpoints, config);

/** A provider's client is made when a run first asks for it, and kept for the runs after. */
function madeOnce<T>(column: Record<string, (config: Config) => T>, config: Config): OfRun<T> {
  const made = new Map<unknown, T>();
  return (configuration) => {
    const create = inColumn(column, configuration);
    if (!made.has(create)) made.set(create, create(config));
    return made.get(create)!;
  };
}

/** The compiler has seen to it that all base models of a run are of one provider. */
function inColumn<T>(column: Record<string, T>, { baseModels }: Configuration): T {
  // Runs that are older than providers were all of Vertex AI.
  const [name = 'vertex'] = Object.values(baseModels).map((model) => (model as unknown as BaseModel).provider);
  const found = column[name];
  if (found) return found;
  throw new PermanentError(`no provider of models is called ${name}`, {
    fix: `name one of ${Object.keys(column).join(', ')} in the catalog`,
  });
}
