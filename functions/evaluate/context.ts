/** What evaluate works with. */
import type { EvaluationContext, EvaluationDeps } from '../shared/evaluation/context';
import type { BatchPrediction } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import type { StageContext } from '../shared/stage/stage';
import type { Warehouse } from '../shared/warehouse/warehouse';

export type EvaluateDeps = EvaluationDeps & {
  batchOf: OfRun<BatchPrediction>;
  warehouse: { until(signal: AbortSignal): Pick<Warehouse, 'append'> };
  /** project.dataset.table of the rows of every evaluation. */
  evaluationsTable: string;
};
export type EvaluateContext = StageContext<EvaluateDeps> & Pick<EvaluationContext, 'purse'>;
