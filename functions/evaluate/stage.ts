/** evaluate as a stage: its work, and what it works with. */
import { createStageDeps } from '../shared/stage/deps';
import { createBatches, createGeneration } from '../shared/models/providers';
import { evaluate } from './handler';
import { defineStage } from '../shared/stage/stage';
import { openWarehouse } from '../shared/warehouse/open-warehouse';

export const evaluateStage = defineStage({
  name: 'evaluate',
  createDeps: () => {
    const deps = createStageDeps();
    const { project, dataset } = deps.config;
    return {
      ...deps,
      generationOf: createGeneration(deps.config),
      batchOf: createBatches(deps.config),
      warehouse: openWarehouse(deps),
      evaluationsTable: `${project}.${dataset}.evaluations`,
    };
  },
  handle: evaluate,
});
