import { expect, test } from '@jest/globals';
import { ticks, ticksOver } from '../../core/ticks';

test.each([
  [2.5, [0, 0.5, 1, 1.5, 2, 2.5]],
  [402, [0, 100, 200, 300, 400, 500]],
  [0.09, [0, 0.02, 0.04, 0.06, 0.08, 0.1]],
  [6, [0, 1, 2, 3, 4, 5, 6]],
  [0, [0, 0.2]],
])('ticks up to %p are round and nothing passes the last', (most, expected) => expect(ticks(most)).toEqual(expected));

test.each([
  [0, 0.78, [0, 20, 40, 60, 80]],
  [-0.049, 0.105, [-5, 0, 5, 10, 15]],
  [-0.003, 0.006, [-1, 0, 1]],
  [0, 0, [0, 1, 2]],
  [-1, 1, [-100, -50, 0, 50, 100]],
])('from %d to %d the axis is marked at %j points', (low, up, points) =>
  expect(ticksOver(low, up).map((tick) => Math.round(tick * 100))).toEqual(points),
);
