import { expect, test } from '@jest/globals';
import { scoreOf } from './score';

test.each([
  [' card_arrival\n', ['card_arrival'], 1],
  ['Card_arrival', ['card_arrival'], 0],
  ['', ['card_arrival'], 0],
  ['two', ['one', 'two'], 1],
])('exact match of %j against %j is %d', (answer, references, score) => {
  expect(scoreOf('exactMatch', answer, ...references)).toBe(score);
});
