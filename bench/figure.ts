/** One measured figure, and a table of them. */
import Table from 'cli-table3';
import colors from 'picocolors';
import { plainTable } from '../cli/render/metrics-table';

export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** value divided by the figure named in `against`. */
  ratio?: number;
  against?: string;
  /** Why the figure is not good enough, or is none. */
  problem?: string | undefined;
}

export function figureTable(figures: Figure[]): string {
  const table = new Table({
    ...plainTable,
    head: ['figure', 'value', 'unit', 'ratio', 'against'].map((name) => colors.bold(name)),
    colAligns: ['left', 'right', 'left', 'right', 'left'],
  });
  for (const { name, value, unit, ratio, against } of figures) {
    table.push([name, formatValue(value), unit, ratio === undefined ? '' : formatValue(ratio), against ?? '']);
  }
  return table.toString();
}

/** Three significant digits, and no more decimals than that takes. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return '-';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
