/** validate as a stage: its work, and what it works with. */
import { createStageDeps } from '../shared/stage/deps';
import { defineStage } from '../shared/stage/stage';
import { openWarehouse } from '../shared/warehouse/open-warehouse';
import { findRuns } from './batch/find-runs';
import { validate } from './handler';

export const validateStage = defineStage({
  name: 'validate',
  createDeps: () => {
    const deps = createStageDeps();
    return { ...deps, warehouse: openWarehouse(deps) };
  },
  findRuns,
  handle: validate,
});
