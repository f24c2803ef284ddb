/** transform as a stage: its work, and what it works with. */
import { createStageDeps } from '../shared/stage/deps';
import { defineStage } from '../shared/stage/stage';
import { openWarehouse } from '../shared/warehouse/open-warehouse';
import { transform } from './handler';

export const transformStage = defineStage({
  name: 'transform',
  createDeps: () => {
    const deps = createStageDeps();
    return { ...deps, warehouse: openWarehouse(deps) };
  },
  handle: transform,
});
