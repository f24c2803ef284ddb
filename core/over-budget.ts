/** What is said of money that the budget has no room for: what, where, how much is left, when it renews, how to raise it. */
import type { Run } from '../schemas/generated/types';
import { isPermanent, PermanentError } from './errors';
import { monthOf, type Shortage } from './spending';

/** $2.88; of less than a cent, two digits. */
export const dollars = (amount: number): string =>
  `$${amount === 0 || amount >= 0.01 ? amount.toFixed(2) : Number(amount.toPrecision(2))}`;

/** In one clause. @param what would take the money, in words */
export function overBudget({ cap, limit, left, asked }: Shortage, what: string): string {
  const whose = cap === 'run' ? 'a run' : 'the runs of a month';
  return `${what} may take ${dollars(asked)}, and of the ${dollars(limit)} that ${whose} may spend (tuning.budget.${cap}) ${dollars(left)} are left`;
}

/** When the month is over that the run began in, as 1 December 2026. */
export function renewsOn(run: Pick<Run, 'createdAt'>): string {
  const [year, month] = monthOf(run).split('-').map(Number) as [number, number];
  const next = new Date(Date.UTC(year, month, 1));
  return next.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** By its place, which stays when it is on record. */
const isOverBudget = ({ where = '' }: PermanentError): boolean => / tuning\.budget\.(run|month)$/.test(where);

/** Of a subject or a judge, which others do without. Whom there is no money to ask is passed over by nobody: that ends the run. */
export const isOfAsked = (error: unknown): error is PermanentError => isPermanent(error) && !isOverBudget(error);

/** Ends the run. */
export function overBudgetError(
  reasons: string[],
  refusal: Shortage,
  run: Pick<Run, 'createdAt' | 'pipeline'>,
): PermanentError {
  const { cap } = refusal;
  const wait =
    cap === 'month' ? `drop the batch after ${renewsOn(run)} (UTC), when the month's budget begins anew, or ` : '';
  return new PermanentError(reasons.join('; '), {
    where: `pipelines/${run.pipeline}/pipeline.yaml, tuning.budget.${cap}`,
    fix: `${wait}raise tuning.budget.${cap}, or try fewer or cheaper candidates, and drop the batch again; npx landfall costs --pipeline ${run.pipeline} says what the money went into`,
  });
}
