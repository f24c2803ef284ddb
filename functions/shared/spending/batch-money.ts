/** Money for a batch of an evaluation's questions: the most that all of them may cost, until what was answered says what they did. */
import { batchDraw, evaluationEntry, settleDraw } from '../../../core/spending';
import type { Run } from '../../../schemas/generated/types';
import { changeSpending, type SpendingDeps } from './change';
import { drawOnce } from './draw-once';

/** @throws PermanentError where the budget has no room */
export const drawForBatch = (run: Run, batch: string, most: number, deps: SpendingDeps): Promise<void> =>
  drawOnce(run, { name: batchDraw(batch), most, of: 'a batch of the evaluation' }, deps);

/** @param paid nothing of one that was never begun */
export const settleBatch = (run: Run, batch: string, paid: number, deps: SpendingDeps): Promise<unknown> =>
  changeSpending(
    run,
    (before) => ({ spending: settleDraw(before, evaluationEntry(run.run), batchDraw(batch), paid) }),
    deps,
  );
