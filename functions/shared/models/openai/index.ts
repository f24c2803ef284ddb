/** Services that speak OpenAI's API as a provider of models, each part with the client that it needs. */
import type { ModelService } from '../../../../catalog/services';
import { PermanentError } from '../../../../core/errors';
import { createChat, createOpenAi, createStorage } from '../../stage/clients';
import type { Config } from '../../stage/config';
import { lazy } from '../../stage/lazy';
import { createObjects } from '../../stage/objects';
import type { BatchPrediction, Endpoints, Generation, TokenCounting, TuningJobs, TuningLosses } from '../provider';
import { createBatches } from './batches';
import { createEndpoints } from './endpoints';
import { createGeneration } from './generation';
import { createLosses } from './losses';
import { createNoTuning } from './no-tuning';
import { createTuningJobs } from './tuning-jobs';

export { form } from './form';

/** A service that does not tune this way is not asked at all, and so needs no key of those who tune. */
export const tuning = (config: Config, service?: ModelService): TuningJobs =>
  service?.tunes === false
    ? createNoTuning(service)
    : createTuningJobs(clientOf(service), createObjects(createStorage(config)));

export const losses = (_config: Config, service?: ModelService): TuningLosses => createLosses(clientOf(service));

export const generation = (_config: Config, service?: ModelService): Generation => {
  const found = known(service);
  return createGeneration(lazy(() => createChat(found)));
};

/** There is no call by which services of this kind count a conversation. */
export const tokenCounting = (): TokenCounting => ({});

export const batches = (): BatchPrediction => createBatches();

export const endpoints = (_config: Config, service?: ModelService): Endpoints => createEndpoints(clientOf(service));

function clientOf(service: ModelService | undefined) {
  const found = known(service);
  return lazy(() => createOpenAi(found));
}

function known(service: ModelService | undefined): ModelService {
  if (service) return service;
  throw new PermanentError('the base model says no service', {
    fix: 'name one of catalog/services/ in its file of catalog/',
  });
}
