/** What monitor works with. */
import { createStageDeps } from '../shared/stage/deps';
import { openWarehouse } from '../shared/warehouse/open-warehouse';
import type { StageDeps } from '../shared/stage/stage';
import type { Warehouse } from '../shared/warehouse/warehouse';

export type MonitorDeps = StageDeps & {
  warehouse: Pick<Warehouse, 'ask'>;
  /** project.dataset.table */
  tableOf: (table: 'predictions' | 'ratings') => string;
};

export function createMonitorDeps(): MonitorDeps {
  const deps = createStageDeps();
  return {
    ...deps,
    warehouse: openWarehouse(deps),
    tableOf: (table) => `${deps.config.project}.${deps.config.dataset}.${table}`,
  };
}
