/** The base model against each candidate on the same held-out examples, and below them what answers without a model. */
import colors from 'picocolors';
import { metricKinds } from '../../core/metrics';
import { isNaive, subjectTitle } from '../../core/naive';
import type { ModelEvaluated } from '../../schemas/generated/types';
import { inBlocks } from './text';

/** As the field writes it; a name of the pipeline's own in words: refundF1 is refund F1. */
export const metricTitle = (metric: string): string =>
  isKind(metric)
    ? metricKinds[metric].title
    : metric.replace(/[A-Z]\d+|[A-Z]+/g, (word) => ` ${/\d/.test(word) ? word : word.toLowerCase()}`);

const isKind = (metric: string): metric is keyof typeof metricKinds => Object.hasOwn(metricKinds, metric);

interface MetricRows {
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

/**
 * Columns in the order of interest, the champion's standing out; as many side by side as fit, the others below them.
 * @param room columns for a line
 */
export function metricsTable(evaluated: ModelEvaluated, champion?: string, room = Infinity): string[] {
  return metricRows(evaluated).flatMap(({ subjects, titles, rows }, table) => {
    const painted = (text: string, i: number): string =>
      i > 0 && subjects[i - 1] === champion ? colors.green(text) : text;
    const head = ['', ...titles.map((title) => colors.bold(title))].map(painted);
    return [...(table > 0 ? [''] : []), ...inBlocks([head, ...rows.map((row) => row.map(painted))], room)];
  });
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
