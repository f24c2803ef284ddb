import { expect, test } from '@jest/globals';
import { scoreOf } from './score';

test.each([
  ['words' as const, 'Lost card!', 'lost  card', 1],
  ['words' as const, 'ＲＥＦＵＮＤ １２', 'refund 12', 1],
  ['words' as const, '退款。', '退款', 1],
  ['words' as const, 'the cat', 'cat', 0],
  ['words' as const, '12 + 30', '12 30', 0],
  ['words' as const, '', '', 1],
  ['words' as const, '?!', '!', 0],
  ['squad' as const, 'The cat.', 'cat', 1],
  ['squad' as const, '12 + 30', '12 30', 1],
  ['squad' as const, '退款。', '退款', 0],
])('normalised match by %s of %j against %j is %d', (tokenize, answer, reference, score) => {
  expect(scoreOf({ metric: 'normalisedMatch', tokenize }, answer, reference)).toBe(score);
});
