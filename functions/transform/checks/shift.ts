/**
 * How far the examples have moved from those of an earlier version: the population stability index,
 * Σ (p − q) · ln(p / q) over the values of a feature, p and q being their shares now and then. Under 0.1 is customarily called
 * no shift to speak of, from 0.25 a major one (Siddiqi, "Credit Risk Scorecards", 2006; Yurdakul, "Statistical Properties of
 * Population Stability Index", 2018).
 */
import { amount, plural, shown } from '../../../core/wording';
import { countsOf, features, total, type Feature, type HistogramRow } from './histogram';
import type { Figures } from './measurements';

/**
 * Each count is taken half an example too high: a value that is new, or gone, would otherwise make the index infinite, and
 * one of three examples a large part of it.
 */
export function stabilityIndex(now: Record<string, number>, then: Record<string, number>): number {
  const values = new Set([...Object.keys(now), ...Object.keys(then)]);
  const share = (counts: Record<string, number>, value: string) =>
    ((counts[value] ?? 0) + 0.5) / (total(counts) + 0.5 * values.size);
  return [...values].reduce((sum, value) => {
    const [p, q] = [share(now, value), share(then, value)];
    return sum + (p - q) * Math.log(p / q);
  }, 0);
}

const nounOf: Record<Feature, string> = {
  label: 'labels',
  language: 'languages',
  promptLength: 'lengths of prompts',
  targetLength: 'lengths of targets',
};

/** @param earlier what is compared with, in words: version 3f9a2c1b0d4e, in production */
export function measureShift(now: HistogramRow[], then: HistogramRow[], earlier: string): Figures {
  const indices = features.flatMap((feature) => {
    const [current, former] = [countsOf(now, feature), countsOf(then, feature)];
    // Targets that are labels on one side only have no shares to compare.
    if (total(current) === 0 || total(former) === 0) return [];
    return [[feature, stabilityIndex(current, former)] as const];
  });
  const [feature, largest] = indices.toSorted(([, a], [, b]) => b - a)[0] ?? [];
  const examples = total(countsOf(now, 'language'));
  const check = { unit: 'index' as const, count: 0, total: examples };
  if (feature === undefined || largest === undefined) {
    return { ...check, measured: null, reason: `${earlier} has nothing to compare with` };
  }
  return {
    ...check,
    measured: largest,
    reason: [
      `against ${earlier}, ${nounOf[feature]} have shifted most: ${amount(largest, 'index')}`,
      ...labelsOnOneSide(countsOf(now, 'label'), countsOf(then, 'label')),
    ].join('; '),
    details: Object.fromEntries(indices),
  };
}

/** Labels that are new, and labels that are gone. */
function labelsOnOneSide(now: Record<string, number>, then: Record<string, number>): string[] {
  if (total(now) === 0 || total(then) === 0) return [];
  const only = (one: Record<string, number>, other: Record<string, number>) =>
    Object.keys(one).filter((label) => other[label] === undefined);
  return [[only(now, then), 'new'] as const, [only(then, now), 'gone'] as const].flatMap(([labels, what]) => {
    if (labels.length === 0) return [];
    const names = labels.slice(0, 3).map((label) => shown(label));
    return `${plural(labels.length, 'label')} ${labels.length === 1 ? 'is' : 'are'} ${what}: ${names.join(', ')}${labels.length > 3 ? ', …' : ''}`;
  });
}
