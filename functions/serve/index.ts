import { http } from '@google-cloud/functions-framework';
import { randomUUID } from 'node:crypto';
import { createStageDeps } from '../shared/stage/deps';
import { createGeneration } from '../shared/models/providers';
import { createServe } from './handler';

http(
  'serve',
  createServe(() => {
    const deps = createStageDeps();
    return { ...deps, generationOf: createGeneration(deps.config), newId: randomUUID, random: Math.random };
  }),
);
