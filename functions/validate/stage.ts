/** validate as a stage: its work, and what it works with. */
import { createBigQuery } from '../shared/stage/clients';
import { createStageDeps } from '../shared/stage/deps';
import { createWarehouse } from '../shared/warehouse/warehouse';
import { findRuns } from './batch/find-runs';
import { validate } from './handler';
import { defineStage } from '../shared/stage/stage';

export const validateStage = defineStage({
  name: 'validate',
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
});
