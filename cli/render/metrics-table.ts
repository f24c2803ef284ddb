/** The base model against each candidate on the same held-out examples, and below them what answers without a model. */
import colors from 'picocolors';
import { metricRows } from '../../operations/runs/metric-rows';
import type { ModelEvaluated } from '../../schemas/generated/types';
import { inBlocks } from './text';

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
