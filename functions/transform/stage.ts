/** transform as a stage: its work, and what it works with. */
import { createTokenCounting } from '../shared/models/providers';
import { createStageDeps } from '../shared/stage/deps';
import { defineStage } from '../shared/stage/stage';
import { openWarehouse } from '../shared/warehouse/open-warehouse';
import { transform } from './handler';

export const transformStage = defineStage({
  name: 'transform',
  createDeps: () => {
    const deps = createStageDeps();
    return { ...deps, warehouse: openWarehouse(deps), countingOf: createTokenCounting(deps.config) };
  },
  handle: transform,
});
