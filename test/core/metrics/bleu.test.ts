import { expect, test } from '@jest/globals';
import { overallOf, scoreOf } from './score';

test.each([
  ['the cat sat on the mat', 'the cat sat on the mat', 1],
  // Two words have no run of three: the effective order is 2.
  ['the cat', 'the cat', 1],
  // Half as long: the penalty is exp(1 - 4 / 2).
  ['the cat', 'the cat sat down', Math.exp(-1)],
  ['the', 'a', 0],
  ['', 'a', 0],
])('BLEU of %j against %j is %d', (answer, reference, score) => {
  expect(scoreOf('bleu', answer, reference)).toBeCloseTo(score, 12);
});

test('a Chinese text is one word to 13a, and characters to zh', () => {
  expect(scoreOf('bleu', '我要退款', '我想退款')).toBe(0);
  // 3 of 4 characters, 1 of 3 pairs, none of 2 threes and of 1 four, which are smoothed to halves and quarters.
  const precisions = (3 / 4) * (1 / 3) * (1 / 2 / 2) * (1 / 4);
  expect(scoreOf({ metric: 'bleu', tokenize: 'zh' }, '我要退款', '我想退款')).toBeCloseTo(precisions ** 0.25, 12);
});

test('several references share their runs, and the nearest length counts', () => {
  expect(scoreOf('bleu', 'one two three four', 'one two', 'three four five six seven', 'two three')).toBeCloseTo(
    // All words and pairs are met, and of two threes and one four none.
    ((1 / 2 / 2) * (1 / 4)) ** 0.25 * Math.exp(1 - 5 / 4),
    12,
  );
});

test('of all answers their counts are added, and short ones have no effective order', () => {
  expect(overallOf('bleu', [['the cat', 'the cat']])).toBe(0);
  const long = 'one two three four five';
  expect(
    overallOf('bleu', [
      ['the cat', 'the cat'],
      [long, long],
    ]),
  ).toBe(1);
});
