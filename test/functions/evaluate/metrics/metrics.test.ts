import { describe, expect, test } from '@jest/globals';
import { confidenceInterval, mean } from '../../../../functions/evaluate/confidence';
import { exactMatch } from '../../../../functions/evaluate/metrics/exact-match';
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

describe('exact match', () => {
  test.each([
    [' card_arrival\n', 'card_arrival', 1],
    ['Card_arrival', 'card_arrival', 0],
    ['', 'card_arrival', 0],
  ])('of %j against %j is %d', (answer, target, score) => {
    expect(exactMatch(answer, target)).toBe(score);
  });
});

describe('the confidence interval of a mean', () => {
  const values = Array.from({ length: 200 }, (_, i) => (i % 4 === 0 ? 1 : 0));

  test('is the same for the same values', () => {
    expect(confidenceInterval(values)).toEqual(confidenceInterval(values));
  });

  test('agrees with the normal approximation where that holds', () => {
    const [low, high] = confidenceInterval(values);
    const margin = 1.96 * Math.sqrt((0.25 * 0.75) / 200);
    expect(mean(values)).toBe(0.25);
    expect(low).toBeCloseTo(0.25 - margin, 1);
    expect(high).toBeCloseTo(0.25 + margin, 1);
  });

  test('has no width when all values are equal', () => {
    expect(confidenceInterval([0.5, 0.5, 0.5])).toEqual([0.5, 0.5]);
  });
});
