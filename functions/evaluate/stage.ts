/** evaluate as a stage: its work, and what it works with. */
import { createStageDeps } from '../shared/stage/deps';
import { createGeneration } from '../shared/models/providers';
import { evaluate } from './handler';
import { defineStage } from '../shared/stage/stage';

export const evaluateStage = defineStage({
  name: 'evaluate',
  createDeps: () => {
    const deps = createStageDeps();
    return { ...deps, generationOf: createGeneration(deps.config) };
  },
  handle: evaluate,
});
