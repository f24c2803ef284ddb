/** What cleanup works with. */
import { createBatches, createEndpoints, createTuning } from '../shared/models/providers';
import { createStageDeps } from '../shared/stage/deps';
import type { CleanupDeps } from './handler';

export function createCleanupDeps(): CleanupDeps {
  const deps = createStageDeps();
  return {
    ...deps,
    tuningOf: createTuning(deps.config),
    endpointsOf: createEndpoints(deps.config),
    batchOf: createBatches(deps.config),
  };
}
