import { expect, test } from '@jest/globals';
import { scoreOf } from './score';

test.each([
  ['kitten', 'sitting', 1 - 3 / 7],
  ['', '', 1],
  ['', 'ab', 0],
  // Characters beyond U+FFFF are one each.
  ['👍🏽', '👍', 1 / 2],
  ['𠮷野家', '吉野家', 2 / 3],
])('edit similarity of %j and %j is %d', (answer, reference, score) => {
  expect(scoreOf('editSimilarity', answer, reference)).toBeCloseTo(score, 12);
});
