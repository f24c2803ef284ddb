import { cloudEvent } from '@google-cloud/functions-framework';
import { createBigQuery } from '../shared/stage/clients';
import { createStageDeps } from '../shared/stage/deps';
import { defineStage } from '../shared/stage/stage';
import { createWarehouse } from '../shared/warehouse/warehouse';
import { findRuns } from './batch/find-runs';
import { validate } from './handler';

cloudEvent(
  'validate',
  defineStage({
    name: 'validate',
    input: 'landfall.dataset.landed.v1',
    outputs: ['landfall.dataset.validated.v1'],
    createDeps: () => {
      const deps = createStageDeps();
      const { config, clock } = deps;
      return {
        ...deps,
        warehouse: createWarehouse({ bigquery: createBigQuery(config), location: config.region, clock }),
      };
    },
    findRuns,
    handle: validate,
  }),
);
