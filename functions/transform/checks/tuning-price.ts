/** What tuning and evaluation would cost, held against the budget of a run and what other runs have left of the month's. */
import { judge } from '../../../core/checks';
import { dollars, renewsOn } from '../../../core/over-budget';
import { unpricedBases } from '../../../core/price';
import { heldForBill, heldIn } from '../../../core/spending';
import { plural } from '../../../core/wording';
import type { Workload } from '../../../core/workload';
import type { Check, Run, Spending } from '../../../schemas/generated/types';
import { configurationOf } from '../../shared/stage/ledger';
import type { Needed } from '../../shared/spending/needed';

/**
 * Before anything is committed: tune holds it again, against what is committed by then. Where candidates that do not fit are left out,
 * it warns. None where nothing has a price: `trainingTokens` alone limits that.
 */
export function checkTuningPrice(
  { tuning, evaluation }: Needed,
  { run, workload, spending }: { run: Run; workload: Workload; spending?: Spending },
): Check[] {
  const configuration = configurationOf(run);
  if (tuning.length === 0 && !evaluation) return [];
  const { budget, onOverBudget } = configuration.pipeline.tuning;
  const held = spending ? heldIn(spending, run.run) : { run: 0, month: 0 };
  const left = Math.max(0, budget.month - (held.month - held.run));
  const ofTuning = tuning.reduce((sum, { committed }) => sum + committed, 0);
  const measured = ofTuning + (evaluation?.committed ?? 0);
  const unpriced = unpricedBases(configuration);
  const but = unpriced.length > 0 ? `, without ${unpriced.join(', ')}, whose price is not known` : '';
  const limit =
    left < budget.run
      ? `tuning.budget.month leaves ${dollars(left)} of ${dollars(budget.month)} until ${renewsOn(run)}`
      : `tuning.budget.run is ${dollars(budget.run)}`;
  const examples = workload.candidates[0]?.training.examples ?? 0;
  return [
    judge(
      { level: onOverBudget === 'fail' ? 'fail' : 'warn', threshold: Math.min(budget.run, left) },
      {
        name: 'tuningPrice',
        measured,
        unit: 'dollars',
        count: examples,
        total: examples,
        reason: `tuning of ${plural(tuning.length, 'candidate')} and evaluation would hold ${dollars(measured)}, which is ${heldForBill} times the price${but}; ${limit}`,
      },
    ),
  ];
}
