import { http } from '@google-cloud/functions-framework';
import { randomUUID } from 'node:crypto';
import { createPredictionClient } from '../shared/clients';
import { createStageDeps } from '../shared/deps';
import { createGenerate } from '../shared/generation';
import { createServe } from './handler';

http(
  'serve',
  createServe(() => {
    const deps = createStageDeps();
    return { ...deps, generate: createGenerate(createPredictionClient(deps.config)), newId: randomUUID };
  }),
);
