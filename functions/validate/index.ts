import { cloudEvent } from '@google-cloud/functions-framework';
import { createStageDeps } from '../shared/deps';
import { defineStage } from '../shared/stage';
import { findRuns, validate } from './handler';

cloudEvent(
  'validate',
  defineStage({
    name: 'validate',
    input: 'landfall.dataset.landed.v1',
    outputs: ['landfall.dataset.validated.v1'],
    createDeps: () => createStageDeps(),
    findRuns,
    handle: validate,
  }),
);
