/** What index works with. */
import { createEmbedding } from '../shared/models/providers';
import { createStageDeps } from '../shared/stage/deps';
import { openWarehouse } from '../shared/warehouse/open-warehouse';
import { passagesTable } from '../shared/grounding/passages-table';
import type { IndexDeps } from './handler';

export function createIndexDeps(): IndexDeps {
  const deps = createStageDeps();
  return {
    ...deps,
    warehouse: openWarehouse(deps),
    embeddingOf: createEmbedding(deps.config),
    passagesTable: passagesTable(deps.config),
  };
}
