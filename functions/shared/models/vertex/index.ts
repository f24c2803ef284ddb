/** Vertex AI as a provider of models, each part with the client that it needs. */
import { createEndpointClient, createPredictionClient, createTuningClient } from '../../stage/clients';
import type { Config } from '../../stage/config';
import type { Endpoints, Generation, TuningJobs } from '../provider';
import { createEndpoints } from './endpoints';
import { createGeneration } from './generation';
import { createTuningJobs } from './tuning-jobs';

export { form } from './form';

export const tuning = (config: Config): TuningJobs => createTuningJobs(createTuningClient(config), locationOf(config));

export const generation = (config: Config): Generation =>
  createGeneration(createPredictionClient(config), locationOf(config));

export const endpoints = (config: Config): Endpoints => createEndpoints(createEndpointClient(config));

const locationOf = ({ project, region }: Config) => `projects/${project}/locations/${region}`;
