/** Money for a batch of an evaluation's questions: the most that all of them may cost, until what was answered says what they did. */
import { overBudget, overBudgetError } from '../../../core/over-budget';
import { batchDraw, draw, evaluationEntry, settleDraw } from '../../../core/spending';
import type { Run } from '../../../schemas/generated/types';
import { configurationOf } from '../stage/ledger';
import { changeSpending, type SpendingDeps } from './change';

/** Held once, however often it is asked for. @throws PermanentError where the budget has no room */
export async function drawForBatch(run: Run, batch: string, most: number, deps: SpendingDeps): Promise<void> {
  const { budget: caps } = configurationOf(run).pipeline.tuning;
  const wanted = { entry: evaluationEntry(run.run), draw: batchDraw(batch), most, run: run.run };
  const terms = { caps, at: deps.clock.now().toISOString() };
  const { refused } = await changeSpending(run, (before) => draw(before, wanted, terms), deps);
  if (refused) throw overBudgetError([overBudget(refused, 'a batch of the evaluation')], refused, run);
}

/** @param paid nothing of one that was never begun */
export const settleBatch = (run: Run, batch: string, paid: number, deps: SpendingDeps): Promise<unknown> =>
  changeSpending(
    run,
    (before) => ({ spending: settleDraw(before, evaluationEntry(run.run), batchDraw(batch), paid) }),
    deps,
  );
