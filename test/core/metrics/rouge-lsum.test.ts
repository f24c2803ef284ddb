import { expect, test } from '@jest/globals';
import { scoreOf } from './score';

// Lin 2004, section 3.2: of "w1 w2 w3 w4 w5", "w1 w2 w6 w7 w8" and "w1 w3 w8 w9 w5" have w1, w2, w3 and w5 between them.
test.each([
  ['w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5', 'w1 w2 w3 w4 w5', (2 * 4) / 15],
  ['second line\nfirst line', 'first line\nsecond line', 1],
  ['one line', '\n\none line\n', 1],
  ['a a', 'a\na\na', (2 * 2) / 5],
  ['', '\n', 1],
])('ROUGE-Lsum of %j against %j is %d', (answer, reference, score) => {
  expect(scoreOf('rougeLsum', answer, reference)).toBeCloseTo(score, 12);
});
