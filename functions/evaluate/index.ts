import { cloudEvent } from '@google-cloud/functions-framework';
import { createPredictionClient } from '../shared/clients';
import { createStageDeps } from '../shared/deps';
import { createGenerate } from '../shared/generation';
import { defineStage } from '../shared/stage';
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
