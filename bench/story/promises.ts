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
  /** US dollars, the most that was ever held in a month. */
  mostHeld(): number;
  promises(): Promise<Promises>;
}

export function watchPromises({ cloud, clock, provider, traffic }: Shop): Watch {
  const months = new Set<string>();
  let [overspent, most] = [0, 0];

  const spendingIn = async (month: string): Promise<Spending | undefined> =>
    (await cloud.ledger.findSpending(pipeline, month))?.value;
  const capNow = async (): Promise<number> => {
    const found = await cloud.ledger.findConfiguration(pipeline);
    return found && 'pipeline' in found ? found.pipeline.tuning.budget.month : Infinity;
  };

  return {
    async look() {
      const month = monthOf({ createdAt: clock.now().toISOString() });
      const spending = await spendingIn(month);
      if (!spending) return;
      months.add(month);
      const held = heldIn(spending, '').month;
      most = Math.max(most, held);
      if (held > (await capNow())) overspent += 1;
    },
    mostHeld: () => most,
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
