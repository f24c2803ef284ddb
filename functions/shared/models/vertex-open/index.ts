/** Open models on Vertex AI as a provider: tuned there, deployed on machines from the weights that tuning leaves, asked as OpenAI is. */
import {
  createEndpointClients,
  createGardenClients,
  createOpenTuningClients,
  createVertexChats,
} from '../../stage/clients';
import type { ModelService } from '../../../../catalog/services';
import type { Config } from '../../stage/config';
import type { Endpoints, Generation, TuningJobs, Weights } from '../provider';
import { createEndpoints } from './endpoints';
import { createGeneration } from './generation';
import { createTuningJobs } from './tuning-jobs';

export { batches, form, tokenCounting } from '../openai';
export { losses } from '../vertex';

type Service = ModelService | undefined;

export const tuning = (config: Config, _: Service, weights: Weights = {}): TuningJobs =>
  createTuningJobs(createOpenTuningClients(config), `projects/${config.project}/locations/${config.region}`, weights);

export const generation = (config: Config): Generation =>
  createGeneration(createVertexChats(), createEndpointClients(config), config);

export const endpoints = (config: Config): Endpoints =>
  createEndpoints(createGardenClients(config), createEndpointClients(config));
