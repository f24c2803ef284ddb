/** What evaluate works with. */
import type { EvaluationDeps } from '../shared/evaluation/context';
import type { StageContext } from '../shared/stage/stage';
import type { Warehouse } from '../shared/warehouse/warehouse';

export type EvaluateDeps = EvaluationDeps & {
  warehouse: { until(signal: AbortSignal): Pick<Warehouse, 'append'> };
  /** project.dataset.table of the rows of every evaluation. */
  evaluationsTable: string;
};
export type EvaluateContext = StageContext<EvaluateDeps>;
