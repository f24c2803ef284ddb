/** watch as a stage: its work, and what it works with. */
import { createStageDeps } from '../shared/stage/deps';
import { createBatches, createEndpoints, createLosses, createTuning } from '../shared/models/providers';
import { findRuns, settle, watch } from './handler';
import { defineStage } from '../shared/stage/stage';
import { openWarehouse } from '../shared/warehouse/open-warehouse';

export const watchStage = defineStage({
  name: 'watch',
  createDeps: () => {
    const deps = createStageDeps();
    return {
      ...deps,
      tuningOf: createTuning(deps.config),
      lossesOf: createLosses(deps.config),
      batchOf: createBatches(deps.config),
      endpointsOf: createEndpoints(deps.config),
      warehouse: openWarehouse(deps),
    };
  },
  findRuns,
  handle: watch,
  settle,
});
