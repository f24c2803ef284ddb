/** What cleanup works with. */
import { createBatches, createEndpoints, createReplication, createTuning } from '../shared/models/providers';
import { createStageDeps } from '../shared/stage/deps';
import type { CleanupDeps } from './handler';

export function createCleanupDeps(): CleanupDeps {
  const deps = createStageDeps();
  return {
    ...deps,
    tuningOf: createTuning(deps.config),
    endpointsOf: createEndpoints(deps.config),
    replicationOf: createReplication(deps.config),
    batchOf: createBatches(deps.config),
  };
}
