import { describe, expect, test } from '@jest/globals';
import { rougeL } from '../../../../functions/evaluate/metrics/rouge-l';

describe('ROUGE-L', () => {
  // Lin 2004, section 3: against "police killed the gunman", the first answer has LCS 3 of 4 words, the second 2.
  test.each([
    ['police kill the gunman', 'police killed the gunman', 0.75],
    ['the gunman kill police', 'police killed the gunman', 0.5],
    ['The quick brown fox.', 'the quick brown fox', 1],
    ['a b c d e f', 'a c e', 2 / 3],
    ['Über 12 Straßen', 'über 12 straßen', 1],
    ['nothing', 'in common', 0],
    ['', 'something', 0],
    ['?!', '?!', 0],
  ])('of %j against %j is %d', (answer, target, score) => {
    expect(rougeL(answer, target)).toBeCloseTo(score, 12);
  });
});
