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
    reason: reasonOf(byCount, first, last),
    details: Object.fromEntries(byCount.length > most ? [...byCount.slice(0, most - 1), last] : byCount),
  };
}

function reasonOf(labels: unknown[], first: [string, number], last: [string, number]): string {
  if (first[1] === last[1]) return `every one of ${plural(labels.length, 'label')} has ${plural(first[1], 'example')}`;
  const count = ([label, examples]: [string, number]) => `${shown(label)} (${thousands(examples)})`;
  const times = Number((first[1] / last[1]).toFixed(1));
  const share = times === 1 ? 'hardly more examples than' : `${times} times the examples of`;
  return `of ${plural(labels.length, 'label')} the most frequent, ${count(first)}, has ${share} the least frequent, ${count(last)}`;
}
