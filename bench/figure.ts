/** One measured figure, and a table of them. */
import colors from 'picocolors';
import { inColumns } from '../cli/render/text';

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
  const head = ['figure', 'value', 'unit', 'ratio', 'against'].map((name) => colors.bold(name));
  const rows = figures.map(({ name, value, unit, ratio, against }) => [
    name,
    formatValue(value),
    unit,
    ratio === undefined ? '' : formatValue(ratio),
    against ?? '',
  ]);
  return inColumns([head, ...rows], { right: [1, 3] }).join('\n');
}

/** Three significant digits, and no more decimals than that takes. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return '-';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
