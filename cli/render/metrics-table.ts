/** The base model against each candidate on the same held-out examples. */
import Table from 'cli-table3';
import colors from 'picocolors';
import type { ModelEvaluated } from '../../schemas/generated/types';

/** Where the field writes a metric in another way than its name has it. */
const ownTitles: Record<string, string> = { rougeL: 'ROUGE-L' };

/** exactMatch is shown as exact match, tokenF1 as token F1. */
export const metricTitle = (metric: string): string =>
  ownTitles[metric] ?? metric.replace(/[A-Z]\d+|[A-Z]+/g, (word) => ` ${/\d/.test(word) ? word : word.toLowerCase()}`);

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/** Options of a table that is only columns. */
export const plainTable = { chars: noBorders, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 3 } };

/** Columns in the order of interest: base, production (when there is one), then the candidates; the champion stands out. */
export function metricsTable(evaluated: ModelEvaluated, champion?: string): string {
  const subjects = Object.keys(evaluated.metrics).sort((a, b) => rank(a) - rank(b));
  const metrics = [...new Set(Object.values(evaluated.metrics).flatMap(Object.keys))].sort((a, b) =>
    b.localeCompare(a),
  );
  const table = new Table({
    ...plainTable,
    colAligns: ['left', ...subjects.map(() => 'right' as const)],
    head: [
      '',
      ...subjects.map((subject) => (subject === champion ? colors.green(colors.bold(subject)) : colors.bold(subject))),
    ],
  });
  for (const metric of metrics) {
    const cells = subjects.map((subject) => {
      const text = formatMetric(evaluated.metrics[subject]?.[metric], evaluated.intervals?.[subject]?.[metric]);
      return subject === champion ? colors.green(text) : text;
    });
    table.push([metricTitle(metric), ...cells]);
  }
  return table
    .toString()
    .split('\n')
    .map((line) => `${' '.repeat(15)}${line}`.trimEnd())
    .join('\n');
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
