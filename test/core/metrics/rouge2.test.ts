import { expect, test } from '@jest/globals';
import { scoreOf } from './score';

test.each([
  ['police kill the gunman', 'police killed the gunman', 2 / 6],
  ['a b a b', 'a b', 2 / 4],
  // Of one word there is no pair, as rouge_score has it.
  ['refund', 'refund', 0],
  ['?!', '?!', 1],
])('ROUGE-2 of %j against %j is %d', (answer, reference, score) => {
  expect(scoreOf('rouge2', answer, reference)).toBeCloseTo(score, 12);
});
