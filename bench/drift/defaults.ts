/** What is usual: a window of votes beside those that were learnt from, by a threshold that is the same for all. */
import { normalCdf } from '../../core/verdict/distributions';

export type Counts = Map<string, number>;

export function countsOf(categories: readonly string[]): Counts {
  const counts: Counts = new Map();
  for (const category of categories) counts.set(category, (counts.get(category) ?? 0) + 1);
  return counts;
}

/** Whether a window is called drift. */
export type Default = (before: Counts, now: Counts) => boolean;

const total = (counts: Counts) => [...counts.values()].reduce((sum, count) => sum + count, 0);

/** Population stability index over 0.2; a share of nothing counts as 0.0001, as is usual. */
export const stabilityIndex: Default = (before, now) => {
  const [allBefore, allNow] = [total(before), total(now)];
  let index = 0;
  for (const category of new Set([...before.keys(), ...now.keys()])) {
    const was = Math.max((before.get(category) ?? 0) / allBefore, 1e-4);
    const is = Math.max((now.get(category) ?? 0) / allNow, 1e-4);
    index += (is - was) * Math.log(is / was);
  }
  return index > 0.2;
};

/** Pearson's chi-squared of two samples, p under 0.05 (Wilson and Hilferty's approximation, 1931). */
export const chiSquared: Default = (before, now) => {
  const [allBefore, allNow] = [total(before), total(now)];
  let sum = 0;
  const categories = new Set([...before.keys(), ...now.keys()]);
  for (const category of categories) {
    const [was, is] = [before.get(category) ?? 0, now.get(category) ?? 0];
    const share = (was + is) / (allBefore + allNow);
    sum += (was - allBefore * share) ** 2 / (allBefore * share) + (is - allNow * share) ** 2 / (allNow * share);
  }
  const freedom = categories.size - 1;
  if (freedom < 1) return false;
  const cut = 2 / (9 * freedom);
  return 1 - normalCdf((Math.cbrt(sum / freedom) - (1 - cut)) / Math.sqrt(cut)) < 0.05;
};

/** Kolmogorov and Smirnov's two-sample test, p under 0.05, of ranges in their order; ranges make it call drift less often, not more. */
export const kolmogorovSmirnov: Default = (before, now) => {
  const [allBefore, allNow] = [total(before), total(now)];
  const ranges = [...new Set([...before.keys(), ...now.keys()])].toSorted((a, b) => parseFloat(a) - parseFloat(b));
  let [was, is, most] = [0, 0, 0];
  for (const range of ranges) {
    was += (before.get(range) ?? 0) / allBefore;
    is += (now.get(range) ?? 0) / allNow;
    most = Math.max(most, Math.abs(was - is));
  }
  return most > 1.358 * Math.sqrt((allBefore + allNow) / (allBefore * allNow));
};
