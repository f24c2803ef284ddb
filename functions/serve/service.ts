/** serve as a service: its work, and what it works with. */
import { randomUUID } from 'node:crypto';
import { createGeneration } from '../shared/models/providers';
import { createStageDeps } from '../shared/stage/deps';
import { createServe } from './handler';

export const serve = createServe(() => {
  const deps = createStageDeps();
  return { ...deps, generationOf: createGeneration(deps.config), newId: randomUUID };
});
