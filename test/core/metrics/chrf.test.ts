import { expect, test } from '@jest/globals';
import { overallOf, scoreOf } from './score';

test.each([
  ['the cat', 'thecat', 1],
  ['ab', 'ab', 1],
  ['a', 'b', 0],
  ['', '', 0],
  // Of 4 and 2 characters: precision (2/4 + 1/3) / 2, recall 1.
  ['abcd', 'ab', (5 * (5 / 12)) / (4 * (5 / 12) + 1)],
  ['👍🏽', '👍🏽', 1],
  ['𠮷', '𠮸', 0],
])('chrF of %j against %j is %d', (answer, reference, score) => {
  expect(scoreOf('chrf', answer, reference)).toBeCloseTo(score, 12);
});

test('words count too with a word order', () => {
  expect(scoreOf({ metric: 'chrf', wordOrder: 2 }, 'the cat', 'thecat')).toBeLessThan(1);
  expect(scoreOf({ metric: 'chrf', wordOrder: 2 }, 'the cat', 'the cat')).toBe(1);
});

test('of all answers their counts are added', () => {
  expect(
    overallOf('chrf', [
      ['a', 'a'],
      ['b', 'c'],
    ]),
  ).toBe(0.5);
});
