/** Whether every label has its share of the examples. */
import { plural, shown, thousands } from '../../../core/wording';
import { total } from './histogram';
import type { Figures } from './measurements';

/** Names that a report takes in. */
const most = 100;

/** @param labels examples by label; none when targets are texts of their own */
export function measureLabelBalance(labels: Record<string, number>): Figures {
  const check = { unit: 'times' as const, total: total(labels) };
  const byCount = Object.entries(labels).toSorted(([, m], [, n]) => n - m);
  const [first, last] = [byCount[0], byCount.at(-1)];
  if (!first || !last) {
    return { ...check, measured: null, count: 0, reason: 'the targets are texts of their own, not labels' };
  }
  const times = first[1] / last[1];
  return {
    ...check,
    measured: times,
    count: byCount.length,
    reason:
      `of ${plural(byCount.length, 'label')} the most frequent, ${shown(first[0])} (${thousands(first[1])}), has ` +
      `${Number(times.toFixed(1))} times the examples of the least frequent, ${shown(last[0])} (${thousands(last[1])})`,
    details: Object.fromEntries(byCount.length > most ? [...byCount.slice(0, most - 1), last] : byCount),
  };
}
