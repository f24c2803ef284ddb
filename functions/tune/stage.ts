/** tune as a stage: its work, and what it works with. */
import { createStageDeps } from '../shared/stage/deps';
import { createTuning } from '../shared/models/providers';
import { settle, tune } from './handler';
import { defineStage } from '../shared/stage/stage';

export const tuneStage = defineStage({
  name: 'tune',
  createDeps: () => {
    const deps = createStageDeps();
    return { ...deps, tuningOf: createTuning(deps.config) };
  },
  handle: tune,
  settle,
});
