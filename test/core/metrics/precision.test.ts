import { expect, test } from '@jest/globals';
import { answers } from './labels';
import { overallOf, scoreOf } from './score';

test.each([
  ['a', 1],
  ['b', 1 / 2],
  ['c', 1 / 2],
  ['never', 0],
])('precision of %s is %d', (label, value) => {
  expect(overallOf({ metric: 'precision', label }, answers)).toBeCloseTo(value, 12);
});

test('of one answer it is whether that is right', () => {
  expect(scoreOf({ metric: 'precision', label: 'a' }, 'b', 'b')).toBe(1);
});
