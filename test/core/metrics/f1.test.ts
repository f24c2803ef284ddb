import { expect, test } from '@jest/globals';
import { answers } from './labels';
import { overallOf, scoreOf } from './score';

test.each([
  ['a', 4 / 5],
  ['b', 2 / 5],
  ['c', 2 / 3],
  ['never', 0],
])('f1 of %s is %d', (label, value) => {
  expect(overallOf({ metric: 'f1', label }, answers)).toBeCloseTo(value, 12);
});

test('of one answer it is whether that is right', () => {
  expect(scoreOf({ metric: 'f1', label: 'a' }, 'b', 'b')).toBe(1);
});
