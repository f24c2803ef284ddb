import { expect, test } from '@jest/globals';
import { forestPlot } from '../../../cli/render/forest-plot';
import { comparisons } from '../runs';

test('of what was not measured there is nothing to draw', () => {
  const unmeasured = comparisons.findIndex(({ method }) => method === 'none');
  expect(forestPlot(comparisons).rows[unmeasured]).not.toContain('interval');
});

test('every interval lies within the drawing, its difference within it, on the right side of nothing', () => {
  const { rows } = forestPlot(comparisons);
  const numberIn = (row: string, pattern: RegExp): number => Number(pattern.exec(row)![1]);
  comparisons.forEach((comparison, i) => {
    if (comparison.method === 'none') return;
    const zero = numberIn(rows[i]!, /class="zero" x1="([\d.]+)"/);
    const low = numberIn(rows[i]!, /class="interval" x1="([\d.]+)"/);
    const up = numberIn(rows[i]!, /class="interval".* x2="([\d.]+)"/);
    const middle = numberIn(rows[i]!, /cx="([\d.]+)"/);
    expect([0, low, middle, up, 320]).toEqual([0, low, middle, up, 320].toSorted((a, b) => a - b));
    expect(low > zero).toBe(comparison.interval[0] > 0);
    expect(up < zero).toBe(comparison.interval[1] < 0);
  });
});
