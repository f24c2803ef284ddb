/** deploy as a stage: its work, and what it works with. */
import { createGeneration, createReplication } from '../shared/models/providers';
import { createStageDeps } from '../shared/stage/deps';
import { deploy } from './handler';
import { keepPrevious } from './retention';
import { defineStage } from '../shared/stage/stage';
import { openWarehouse } from '../shared/warehouse/open-warehouse';

export const deployStage = defineStage({
  name: 'deploy',
  createDeps: () => {
    const deps = createStageDeps();
    return {
      ...deps,
      generationOf: createGeneration(deps.config),
      replicationOf: createReplication(deps.config),
      warehouse: openWarehouse(deps),
    };
  },
  handle: deploy,
  settle: keepPrevious,
});
