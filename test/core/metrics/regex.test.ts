import { expect, test } from '@jest/globals';
import { scoreOf } from './score';

test.each([
  ['order \\d+', '', 'Your order 88121.', 1],
  ['^order', '', 'Your order', 0],
  ['ORDER', 'i', 'Your order', 1],
  ['^\\p{Script=Han}+$', '', '退款', 1],
  ['a.b', '', 'a\nb', 1],
  ['^b$', 'm', 'a\nb', 1],
])('pattern %s with the flags %j in %j is %d', (pattern, flags, answer, score) => {
  const entry = { metric: 'regex' as const, pattern, flags };
  expect(scoreOf(entry, answer, '')).toBe(score);
  expect(scoreOf(entry, answer, '')).toBe(score);
});
