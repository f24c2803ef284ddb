import { http } from '@google-cloud/functions-framework';
import { randomUUID } from 'node:crypto';
import { createPredictionClient } from '../shared/stage/clients';
import { createStageDeps } from '../shared/stage/deps';
import { createGenerate } from '../shared/models/vertex/generation';
import { createServe } from './handler';

http(
  'serve',
  createServe(() => {
    const deps = createStageDeps();
    return { ...deps, generate: createGenerate(createPredictionClient(deps.config)), newId: randomUUID };
  }),
);
