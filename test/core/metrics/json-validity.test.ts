import { expect, test } from '@jest/globals';
import { scoreOf } from './score';

test.each([
  ['{"a": 1}', 1],
  [' null\n', 1],
  ['{"a": NaN}', 0],
  ["{'a': 1}", 0],
  ['```json\n{}\n```', 0],
  ['{} {}', 0],
  ['', 0],
])('JSON validity of %j is %d', (answer, score) => {
  expect(scoreOf('jsonValidity', answer, '{}')).toBe(score);
});
