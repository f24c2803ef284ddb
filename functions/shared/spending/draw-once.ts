/** Money of an evaluation that is drawn under a name of its own: held once, however often it is asked for. */
import { overBudget, overBudgetError } from '../../../core/over-budget';
import { draw, evaluationEntry } from '../../../core/spending';
import type { Run } from '../../../schemas/generated/types';
import { configurationOf } from '../stage/ledger';
import { changeSpending, type SpendingDeps } from './change';

/** @param of what it is for, in words. @throws PermanentError where the budget has no room */
export async function drawOnce(
  run: Run,
  { name, most, of }: { name: string; most: number; of: string },
  deps: SpendingDeps,
): Promise<void> {
  const { budget: caps } = configurationOf(run).pipeline.tuning;
  const wanted = { entry: evaluationEntry(run.run), draw: name, most, run: run.run };
  const terms = { caps, at: deps.clock.now().toISOString() };
  const { refused } = await changeSpending(run, (before) => draw(before, wanted, terms), deps);
  if (refused) throw overBudgetError([overBudget(refused, of)], refused, run);
}
