import { cloudEvent } from '@google-cloud/functions-framework';
import { createBigQuery } from '../shared/stage/clients';
import { createStageDeps } from '../shared/stage/deps';
import { defineStage } from '../shared/stage/stage';
import { transform } from './handler';
import { createWarehouse } from '../shared/warehouse/warehouse';

cloudEvent(
  'transform',
  defineStage({
    name: 'transform',
    input: 'landfall.dataset.validated.v1',
    outputs: ['landfall.dataset.versioned.v1'],
    createDeps: () => {
      const deps = createStageDeps();
      const { config, clock } = deps;
      return {
        ...deps,
        warehouse: createWarehouse({ bigquery: createBigQuery(config), location: config.region, clock }),
      };
    },
    handle: transform,
  }),
);
