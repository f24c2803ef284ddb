/** What has to hold of any story: a month's budget, tuning jobs that are created once, and requests that somebody answers. */
import { heldIn, monthOf } from '../../core/spending';
import type { Spending } from '../../schemas/generated/types';
import { pipeline, type Shop } from './shop';

export interface Promises {
  asked: number;
  notFound: number;
  jobs: number;
  /** Of a candidate that had one already. */
  twins: number;
  /** Hours at whose end more was held than the month's budget. */
  overspent: number;
  months: { month: string; tuned: number; cap: number }[];
}

export interface Watch {
  /** To be called as time passes. */
  look(): Promise<void>;
  promises(): Promise<Promises>;
}

export function watchPromises({ cloud, clock, provider, traffic }: Shop): Watch {
  const months = new Set<string>();
  let overspent = 0;

  const spendingIn = async (month: string): Promise<Spending | undefined> =>
    (await cloud.ledger.findSpending(pipeline, month))?.value;
  const capNow = async (): Promise<number> => {
    const found = await cloud.ledger.findConfiguration(pipeline);
    return found && 'pipeline' in found ? found.pipeline.tuning.budget.month : Infinity;
  };

  return {
    async look() {
      months.add(monthOf({ createdAt: clock.now().toISOString() }));
      const cap = await capNow();
      for (const month of months) {
        const spending = await spendingIn(month);
        if (spending && heldIn(spending, '').month > cap) overspent += 1;
      }
    },
    async promises() {
      const cap = await capNow();
      const created = provider.jobs.map(({ run, candidate }) => `${run} ${candidate}`);
      const found = [...months].map(async (month) => {
        const entries = Object.values((await spendingIn(month))?.entries ?? {});
        const tuning = entries.filter(({ purpose }) => purpose === 'tuning');
        return { month, tuned: tuning.reduce((sum, { spent = 0 }) => sum + spent, 0), cap };
      });
      return {
        asked: traffic.answers.length + traffic.notFound.length,
        notFound: traffic.notFound.length,
        jobs: created.length,
        twins: created.length - new Set(created).size,
        overspent,
        months: await Promise.all(found),
      };
    },
  };
}
