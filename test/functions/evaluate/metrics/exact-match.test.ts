import { describe, expect, test } from '@jest/globals';
import { exactMatch } from '../../../../functions/evaluate/metrics/exact-match';

describe('exact match', () => {
  test.each([
    [' card_arrival\n', 'card_arrival', 1],
    ['Card_arrival', 'card_arrival', 0],
    ['', 'card_arrival', 0],
  ])('of %j against %j is %d', (answer, target, score) => {
    expect(exactMatch(answer, target)).toBe(score);
  });
});
