/** What evaluate works with. */
import type { Generation } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import type { StageContext, StageDeps } from '../shared/stage/stage';

export type EvaluateDeps = StageDeps & { generationOf: OfRun<Generation> };
export type EvaluateContext = StageContext<EvaluateDeps>;
