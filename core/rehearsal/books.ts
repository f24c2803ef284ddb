/** The money of a rehearsal, a month each: what runs hold of the budget, by the ledger of spending itself, and what answers come to. */
import type { BudgetSpec, Spending } from '../../schemas/generated/types';
import { heldForBill, heldIn, monthOf, withBill, withCommitted, type Shortage } from '../spending';

/** What a run costs, in US dollars. */
export interface RunPrice {
  amount: number;
  /** Of what no price is known: it is not in the amount. */
  unpriced: string[];
}

export interface Month {
  /** As 2026-12. */
  month: string;
  /** Runs that began in it, whatever they hold or have spent. */
  runs: number;
  budget: number;
  requests: number;
  /** Absent where an answer has no price. */
  serving?: number;
}

interface Page {
  spending: Spending;
  requests: number;
  serving: number | undefined;
}

export interface Books {
  /** Commits what the run may take; what the budget has no room for is told, and nothing committed. */
  commit(run: string, price: RunPrice, now: Date): Shortage | undefined;
  /** A run that began on a day has ended, and its bill is known. */
  settle(run: string, price: RunPrice, begun: Date, now: Date): void;
  /** @param price of all of them; undefined where none is known */
  serve(requests: number, price: number | undefined, now: Date): void;
  /** Of the month's budget. */
  left(now: Date): number;
  /** In their order. */
  months(): Month[];
}

/** @param spent by earlier runs in the month of the first day */
export function openBooks(pipeline: string, budget: BudgetSpec, spent: { at: Date; amount: number }): Books {
  const pages = new Map<string, Page>();
  const pageOf = (at: Date): Page => {
    const month = monthOf({ createdAt: at.toISOString() });
    const page = pages.get(month) ?? {
      spending: { pipeline, month, currency: 'USD', entries: {} },
      requests: 0,
      serving: 0,
    };
    pages.set(month, page);
    return page;
  };
  if (spent.amount > 0) {
    const at = spent.at.toISOString();
    const earlier = { run: 'earlier runs', purpose: 'tuning' as const, at, committed: spent.amount };
    pageOf(spent.at).spending.entries[earlier.run] = earlier;
  }
  return {
    commit(run, { amount }, now) {
      const page = pageOf(now);
      const claim = { id: run, run, purpose: 'tuning' as const, committed: amount * heldForBill };
      const { spending, refused } = withCommitted(page.spending, [claim], { caps: budget, at: now.toISOString() });
      page.spending = spending;
      return refused[0];
    },
    settle(run, { amount }, begun, now) {
      const page = pageOf(begun);
      page.spending = withBill(page.spending, run, now.toISOString(), amount);
    },
    serve(requests, price, now) {
      const page = pageOf(now);
      page.requests += requests;
      page.serving = page.serving === undefined || price === undefined ? undefined : page.serving + price;
    },
    left: (now) => Math.max(0, budget.month - heldIn(pageOf(now).spending, '').month),
    months: () =>
      [...pages.values()].map(({ spending, requests, serving }) => ({
        month: spending.month,
        runs: heldIn(spending, '').month,
        budget: budget.month,
        requests,
        ...(serving !== undefined && { serving }),
      })),
  };
}
