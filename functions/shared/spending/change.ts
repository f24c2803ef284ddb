/** A month's spending is changed by compare-and-swap: what somebody else has committed meanwhile is counted before we do. */
import { monthOf } from '../../../core/spending';
import type { Run, Spending } from '../../../schemas/generated/types';
import { byCompareAndSwap } from '../stage/compare-and-swap';
import type { StageDeps } from '../stage/stage';

export type SpendingDeps = Pick<StageDeps, 'ledger' | 'clock'>;

/** Of those who want to change it at the same time one succeeds each time: so many may be before us. */
const mostTries = 20;

/** Minutes after which whoever has drawn money was cut off: a delivery has ended by then. */
export const deliveryEnds = 15;

/** When deliveries began that may still be at work. */
export const workingSince = (now: Date): Date => new Date(now.getTime() - deliveryEnds * 60_000);

/**
 * @param change decides again each time; the same spending handed back says that there is nothing to write
 * @returns what it has decided
 * @throws RetryableError when others were faster every time
 */
export async function changeSpending<T extends { spending: Spending }>(
  run: Run,
  change: (spending: Spending) => T,
  { ledger, clock }: SpendingDeps,
): Promise<T> {
  const month = monthOf(run);
  const once = async (): Promise<T> => {
    const found = await ledger.findSpending(run.pipeline, month);
    const before = found?.value ?? { pipeline: run.pipeline, month, currency: 'USD', entries: {} };
    const decided = change(before);
    if (decided.spending !== before) await ledger.replaceSpending(decided.spending, found?.generation);
    return decided;
  };
  const what = `the spending of ${run.pipeline} in ${month} is`;
  return byCompareAndSwap(once, { clock, tries: mostTries, what });
}
