/** What alert works with. */
import { createStageDeps } from '../shared/stage/deps';
import { openWarehouse } from '../shared/warehouse/open-warehouse';
import type { AlertDeps } from './handler';

export function createAlertDeps(): AlertDeps {
  const deps = createStageDeps();
  return { ...deps, warehouse: openWarehouse(deps) };
}
