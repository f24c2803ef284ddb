/** evaluate as a stage: its work, and what it works with. */
import { createPredictionClient } from '../shared/stage/clients';
import { createStageDeps } from '../shared/stage/deps';
import { createGenerate } from '../shared/models/vertex/generation';
import { evaluate } from './handler';
import { defineStage } from '../shared/stage/stage';

export const evaluateStage = defineStage({
  name: 'evaluate',
  createDeps: () => {
    const deps = createStageDeps();
    return { ...deps, generate: createGenerate(createPredictionClient(deps.config)) };
  },
  handle: evaluate,
});
