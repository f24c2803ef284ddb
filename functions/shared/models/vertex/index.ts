/** Vertex AI as a provider of models, each part with the client that it needs. */
import {
  createEndpointClients,
  createExperimentClients,
  createJobClients,
  createModelClients,
  createPredictionClients,
  createTensorboardClients,
  createTokenClients,
  createTuningClients,
  createVertexPost,
  createVertexRest,
} from '../../stage/clients';
import type { Config } from '../../stage/config';
import type {
  BatchPrediction,
  Embedding,
  Endpoints,
  Generation,
  Replication,
  TokenCounting,
  TuningJobs,
  TuningLosses,
} from '../provider';
import { createBatchPrediction } from './batch-prediction';
import { createEmbedding } from './embedding';
import { createEndpoints } from './endpoints';
import { createGemini } from './gemini';
import { createGeneration } from './generation';
import { createLosses } from './losses';
import { createReplication } from './replicas';
import { createTokenCounting } from './token-counting';
import { createTuningJobs } from './tuning-jobs';

export { form } from './form';

export const tuning = (config: Config): TuningJobs =>
  createTuningJobs(
    createTuningClients(config),
    `projects/${config.project}/locations/${config.region}`,
    undefined,
    createVertexRest(),
  );

export const losses = (config: Config): TuningLosses =>
  createLosses(createExperimentClients(config), createTensorboardClients(config));

export const generation = (config: Config): Generation => createGeneration(createGemini(createVertexPost()), config);

export const embedding = (config: Config): Embedding => createEmbedding(createPredictionClients(config), config);

export const tokenCounting = (config: Config): TokenCounting => createTokenCounting(createTokenClients(config), config);

export const batches = (config: Config): BatchPrediction => createBatchPrediction(createJobClients(config), config);

export const replication = (config: Config): Replication =>
  createReplication(createEndpointClients(config), createModelClients(config));

export const endpoints = (config: Config): Endpoints => createEndpoints(createEndpointClients(config));
