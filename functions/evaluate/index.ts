import { cloudEvent } from '@google-cloud/functions-framework';
import { createPredictionClient } from '../shared/stage/clients';
import { createStageDeps } from '../shared/stage/deps';
import { createGenerate } from '../shared/models/vertex/generation';
import { defineStage } from '../shared/stage/stage';
import { evaluate } from './handler';

cloudEvent(
  'evaluate',
  defineStage({
    name: 'evaluate',
    input: 'landfall.tuning.finished.v1',
    outputs: ['landfall.model.evaluated.v1'],
    createDeps: () => {
      const deps = createStageDeps();
      return { ...deps, generate: createGenerate(createPredictionClient(deps.config)) };
    },
    handle: evaluate,
  }),
);
