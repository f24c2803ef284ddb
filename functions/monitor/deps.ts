/** What monitor works with. */
import type { Generation } from '../shared/models/provider';
import { createGeneration, type OfRun } from '../shared/models/providers';
import { createStageDeps } from '../shared/stage/deps';
import { openWarehouse } from '../shared/warehouse/open-warehouse';
import type { Config } from '../shared/stage/config';
import type { StageDeps } from '../shared/stage/stage';
import type { Warehouse } from '../shared/warehouse/warehouse';

export type MonitorDeps = StageDeps & {
  config: Pick<Config, 'region'>;
  warehouse: Pick<Warehouse, 'ask' | 'columns'>;
  generationOf: OfRun<Generation>;
  /** project.dataset.table */
  tableOf: (table: 'predictions' | 'ratings' | 'evaluations') => string;
};

export function createMonitorDeps(): MonitorDeps {
  const deps = createStageDeps();
  return {
    ...deps,
    warehouse: openWarehouse(deps),
    generationOf: createGeneration(deps.config),
    tableOf: (table) => `${deps.config.project}.${deps.config.dataset}.${table}`,
  };
}
