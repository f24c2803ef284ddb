import { expect, test } from '@jest/globals';
import { scoreOf } from './score';

test.each([
  ['the gunman kill police', 'police killed the gunman', 3 / 4],
  ['the the the', 'the cat', 2 / 5],
  ['退款客户', '客户要求退款', 8 / 10],
  ['', '', 1],
  ['', 'a', 0],
])('ROUGE-1 of %j against %j is %d', (answer, reference, score) => {
  expect(scoreOf('rouge1', answer, reference)).toBeCloseTo(score, 12);
});
