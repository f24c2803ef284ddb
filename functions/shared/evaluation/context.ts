/** What is worked with by whoever asks for answers to held-out examples. */
import type { Generation } from '../models/provider';
import type { OfRun } from '../models/providers';
import type { Purse } from '../spending/purse';
import type { StageContext, StageDeps } from '../stage/stage';

export type EvaluationDeps = StageDeps & { generationOf: OfRun<Generation> };
export type EvaluationContext = Pick<StageContext<EvaluationDeps>, 'run' | 'deps' | 'signal' | 'isTimeUp'> & {
  /** Of this delivery. */
  purse: Purse;
};
