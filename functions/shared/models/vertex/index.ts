/** Vertex AI as a provider of models, each part with the client that it needs. */
import { createEndpointClients, createPredictionClients, createTuningClients } from '../../stage/clients';
import type { Config } from '../../stage/config';
import type { Endpoints, Generation, TuningJobs } from '../provider';
import { createEndpoints } from './endpoints';
import { createGeneration } from './generation';
import { createTuningJobs } from './tuning-jobs';

export { form } from './form';

export const tuning = (config: Config): TuningJobs =>
  createTuningJobs(createTuningClients(config), `projects/${config.project}/locations/${config.region}`);

export const generation = (config: Config): Generation => createGeneration(createPredictionClients(config), config);

export const endpoints = (config: Config): Endpoints => createEndpoints(createEndpointClients(config));
