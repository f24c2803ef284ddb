import { expect, test } from '@jest/globals';
import { chartOf } from '../../../bench/drift/chart';

const points = [0, 0.1, 0.2].map((size) => ({ size, called: 5 * size }));

test('a chart has each curve with its name and a point for each size, all within it', () => {
  const chart = chartOf([
    { name: 'PSI > 0.2 & more', points },
    { name: 'other', points },
  ]);
  expect(chart).toContain('>PSI &gt; 0.2 &amp; more</text>');
  const circles = [...chart.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
  expect(circles).toHaveLength(6);
  const [width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(chart)!.slice(1).map(Number);
  for (const [x, y] of circles) {
    expect(x).toBeLessThan(width!);
    expect(y).toBeLessThan(height!);
  }
  expect(circles[2]![1]!).toBeLessThan(circles[0]![1]!);
});
