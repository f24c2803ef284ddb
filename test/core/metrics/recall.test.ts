import { expect, test } from '@jest/globals';
import { answers } from './labels';
import { overallOf, scoreOf } from './score';

test.each([
  ['a', 2 / 3],
  ['b', 1 / 3],
  ['c', 1],
  ['never', 0],
])('recall of %s is %d', (label, value) => {
  expect(overallOf({ metric: 'recall', label }, answers)).toBeCloseTo(value, 12);
});

test('of one answer it is whether that is right', () => {
  expect(scoreOf({ metric: 'recall', label: 'a' }, 'b', 'b')).toBe(1);
});
