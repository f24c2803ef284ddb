/** What a pipeline's budget has left, as its ledger of spending says. */
import { spendingPath } from '../../core/ledger-layout';
import { frozenPrices, machineHoursOf, priceOf, type Price } from '../../core/price';
import { heldForBill, heldIn } from '../../core/spending';
import type { Workload } from '../../core/workload';
import type { Configuration, Spending } from '../../schemas/generated/types';
import type { Ledger } from '../ledger/ledger';

export interface BudgetView {
  run: number;
  month: number;
  /** Of the month: committed, or spent where the bill is known. */
  used: number;
  /** What the run would have held. */
  held: number;
}

export async function readSpending(ledger: Ledger, pipeline: string, month: string): Promise<Spending | undefined> {
  const text = await ledger.readText(spendingPath(pipeline, month));
  return text === undefined ? undefined : (JSON.parse(text) as Spending);
}

/** At the prices that a run would be frozen with now. */
export function frozenPrice(configuration: Configuration, workload: Workload): Price {
  const mostAsked = configuration.pipeline.evaluation.maximumExamples;
  const asked = { ...workload, mostAsked, machineHours: machineHoursOf(configuration.pipeline) };
  return priceOf(asked, frozenPrices(configuration));
}

/** As tune holds it. */
export function budgetOf(configuration: Configuration, workload: Workload, spending?: Spending): BudgetView {
  const { budget } = configuration.pipeline.tuning;
  const { tuned, evaluation } = frozenPrice(configuration, workload);
  const used = spending ? heldIn(spending, '').month : 0;
  return { run: budget.run, month: budget.month, used, held: (tuned + (evaluation?.amount ?? 0)) * heldForBill };
}
