import { expect, test } from '@jest/globals';
import { scoreOf } from './score';

test.each([
  ['', 0],
  ['Your order, please.', 3],
  ['我要退款', 4],
])('length of %j is %d words', (answer, score) => {
  expect(scoreOf('length', answer, '')).toBe(score);
});
