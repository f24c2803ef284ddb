/** What each subject of an evaluation came to, metric by metric. */
import { metricTitle } from '../../core/metrics/titles';
import { isNaive, subjectTitle } from '../../core/naive';
import type { ModelEvaluated } from '../../schemas/generated/types';

export interface MetricRows {
  subjects: string[];
  titles: string[];
  rows: string[][];
}

/**
 * The metrics by their titles, and every subject's mean of each: base, production (when there is one), then the candidates; and in
 * rows of their own the naive rivals, none of an evaluation without any.
 */
export function metricRows(evaluated: ModelEvaluated): MetricRows[] {
  const subjects = Object.keys(evaluated.metrics).sort((a, b) => rank(a) - rank(b));
  return [subjects.filter((subject) => !isNaive(subject)), subjects.filter(isNaive)]
    .filter((some) => some.length > 0)
    .map((some) => ({ subjects: some, titles: some.map(subjectTitle), rows: rowsOf(some, evaluated) }));
}

function rowsOf(subjects: string[], { metrics, intervals }: ModelEvaluated): string[][] {
  const names = [...new Set(Object.values(metrics).flatMap(Object.keys))].sort((a, b) => b.localeCompare(a));
  return names.map((name) => [
    metricTitle(name),
    ...subjects.map((subject) => formatMetric(metrics[subject]?.[name], intervals?.[subject]?.[name])),
  ]);
}

/** "0.63 ± 0.03": the mean and half of its 95 % interval. */
export function formatMetric(mean?: number, interval?: number[]): string {
  if (mean === undefined) return '–';
  const [low, high] = interval ?? [];
  const spread = low === undefined || high === undefined ? '' : ` ± ${((high - low) / 2).toFixed(2)}`;
  return `${mean.toFixed(2)}${spread}`;
}

function rank(subject: string): number {
  return subject === 'base' ? 0 : subject === 'production' ? 1 : 2;
}
