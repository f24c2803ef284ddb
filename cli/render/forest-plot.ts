/**
 * A forest plot: of each comparison the difference and the interval that it lies within, on one scale with nothing marked, drawn
 * as SVG. Colours are the page's own, by class, so that it reads on light and on dark.
 */
import type { PairedComparison } from '../../core/verdict/comparison';
import { ticksOver } from '../../core/ticks';
import { withSign } from '../../core/verdict/points';

const wide = 320;
const high = 20;
/** So that the numbers of the axis are not cut off at its ends. */
const margin = 24;

export interface ForestPlot {
  /** One per comparison, in their order; empty where nothing was measured. */
  rows: string[];
  axis: string;
}

export function forestPlot(comparisons: PairedComparison[]): ForestPlot {
  const measured = comparisons.filter((each) => each.method !== 'none');
  const ticks = ticksOver(
    Math.min(0, ...measured.map(({ interval }) => interval[0])),
    Math.max(0, ...measured.map(({ interval }) => interval[1])),
  );
  const [first, last] = [ticks[0]!, ticks.at(-1)!];
  const x = (share: number): string => (margin + ((share - first) / (last - first)) * (wide - 2 * margin)).toFixed(1);
  const middle = high / 2;
  const zero = line(x(0), 0, x(0), high, 'zero');
  return {
    rows: comparisons.map((each) => {
      if (each.method === 'none') return svg(zero);
      const [low, up] = each.interval;
      const dot = `<circle class="dot" cx="${x(each.difference)}" cy="${middle}" r="4"/>`;
      return svg(zero + line(x(low), middle, x(up), middle, 'interval') + dot);
    }),
    axis: svg(
      ticks
        .map((tick) => {
          const label = `<text x="${x(tick)}" y="16" text-anchor="middle">${withSign(Math.round(tick * 100))}</text>`;
          return line(x(tick), 0, x(tick), 4, 'tick') + label;
        })
        .join(''),
    ),
  };
}

const svg = (inner: string): string =>
  `<svg class="plot" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" aria-hidden="true">${inner}</svg>`;

const line = (x1: string, y1: number, x2: string, y2: number, kind: string): string =>
  `<line class="${kind}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
