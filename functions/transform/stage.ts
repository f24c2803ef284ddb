/** transform as a stage: its work, and what it works with. */
import { createBigQuery } from '../shared/stage/clients';
import { createStageDeps } from '../shared/stage/deps';
import { transform } from './handler';
import { createWarehouse } from '../shared/warehouse/warehouse';
import { defineStage } from '../shared/stage/stage';

export const transformStage = defineStage({
  name: 'transform',
  createDeps: () => {
    const deps = createStageDeps();
    const { config, clock } = deps;
    return {
      ...deps,
      warehouse: createWarehouse({ bigquery: createBigQuery(config), location: config.region, clock }),
    };
  },
  handle: transform,
});
