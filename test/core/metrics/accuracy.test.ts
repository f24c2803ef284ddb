import { expect, test } from '@jest/globals';
import { answers } from './labels';
import { overallOf, scoreOf } from './score';

test('accuracy is the share of right answers', () => {
  expect(overallOf('accuracy', answers)).toBeCloseTo(4 / 7, 12);
});

test.each([
  [' a\n', ['a'], 1],
  ['A', ['a'], 0],
  ['b', ['a', 'b'], 1],
])('of one answer, %j against %j, it is %d', (answer, labels, score) => {
  expect(scoreOf('accuracy', answer, ...labels)).toBe(score);
});
