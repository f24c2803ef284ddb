/** What evaluate works with. */
import type { EvaluationDeps } from '../shared/evaluation/context';
import type { StageContext } from '../shared/stage/stage';

export type EvaluateContext = StageContext<EvaluationDeps>;
