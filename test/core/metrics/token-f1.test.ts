import { expect, test } from '@jest/globals';
import { scoreOf } from './score';

test.each([
  ['words' as const, 'a b c', 'c d', 2 / 5],
  ['words' as const, 'the the the', 'the', 2 / 4],
  ['words' as const, '我要退款', '退款', 4 / 6],
  ['words' as const, '', '', 1],
  ['words' as const, '', 'a', 0],
  ['squad' as const, 'The cat sat.', 'a cat', 2 / 3],
  ['squad' as const, 'the', 'an', 1],
])('token F1 by %s of %j against %j is %d', (tokenize, answer, reference, score) => {
  expect(scoreOf({ metric: 'tokenF1', tokenize }, answer, reference)).toBeCloseTo(score, 12);
});
