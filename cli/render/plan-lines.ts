/** A plan, as a page of a few lines; in a pipe a tab-separated line for each. */
import { percent, plural, thousands } from '../../core/wording';
import { heldForBill } from '../../core/spending';
import type { Place, Plan } from '../plan';
import { priceText } from './price-lines';
import { formatDollars, formatSeconds } from '../../core/quantities';

/** Label and text of each paragraph. */
export function planRows(plan: Plan): [string, string][] {
  const { candidates, price, budget, power, refused } = plan;
  const tuned = candidates.filter(({ kind }) => kind === 'tuned');
  const prompted = candidates.length - tuned.length;
  const kinds = [`${tuned.length} tuned`, ...(prompted > 0 ? [`${prompted} prompted`] : [])].join(', ');
  return [
    ['Candidates', `${kinds}: ${candidates.map(({ id, base }) => `${id} on ${base}`).join(', ')}; and production`],
    [
      'Tokens',
      `${plan.trainingExamples > 0 ? `${plural(plan.trainingExamples, 'example')} · ` : ''}${thousands(plan.billedTokens)} training tokens in ${plural(plan.jobs, 'job')}`,
    ],
    ['Price', priceText(price, plan.restsOn)],
    [
      'Budget',
      `${formatDollars(budget.held)} held (${heldForBill} times the price) · budget ${formatDollars(budget.run)} a run, ${formatDollars(budget.month)} a month (${formatDollars(budget.used)} used)`,
    ],
    [
      'Time',
      plan.seconds === undefined
        ? 'not known: no run of this pipeline has tuned yet'
        : `about ${formatSeconds(plan.seconds)} for the longest tuning, as fast as the last run's`,
    ],
    ['Where', plan.places.map(placeText).join('\n')],
    ['Quota', 'tuning jobs at the same time: not documented by the provider; a job that finds none left waits for it'],
    ...(power ? [['Power', powerText(power)] satisfies [string, string]] : []),
    ...(refused.length > 0
      ? [['Refused', `the run would end before a job is created:\n${refused.join('\n')}`] satisfies [string, string]]
      : []),
  ];
}

function placeText({ base, tunedIn, servedIn, alsoAt, ...place }: Place): string {
  const others = alsoAt ? ` and ${alsoAt.join(', ')}` : '';
  return 'askedAt' in place
    ? `${base}: asked as it is, at ${place.askedAt ?? 'no place near'}${others}`
    : `${base}: tuned in ${tunedIn ?? 'no region near'}, served from ${servedIn ?? 'nowhere near'}${others && `${others}: a copy costs nothing by itself, and an answer the same`}`;
}

function powerText({ heldOut, gain, chance, rowsFor90 }: NonNullable<Plan['power']>): string {
  const often = `You will see a gain of ${Math.round(gain * 100)} points in ${percent(Number(chance.toFixed(2)))} of runs with ${plural(heldOut, 'held-out example')}`;
  return rowsFor90 !== undefined && rowsFor90 > heldOut
    ? `${often}: ${thousands(rowsFor90)} would show it in 90 %.`
    : `${often}.`;
}
