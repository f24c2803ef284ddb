import { describe, expect, test } from '@jest/globals';
import { byRanks, byScores } from '../../../core/grounding/fusion';
import { isAnswerable } from '../../../core/grounding/answerable';
import { termsOf } from '../../../core/grounding/terms';

const found = [{ keywords: 8, distance: 0.4 }, { keywords: 4 }, { distance: 0.2 }, { keywords: 4, distance: 0.3 }];

describe('two orders become one', () => {
  test('by ranks: what both have found comes first, and equals are equal', () => {
    expect(byRanks(found)).toEqual([1 / 61 + 1 / 63, 1 / 62, 1 / 61, 1 / 62 + 1 / 62]);
  });

  test('by scores: each stretched over what was found, what was not found as its worst', () => {
    expect(byScores(0.25)(found).map((score) => Number(score.toFixed(3)))).toEqual([0.75, 0, 0.25, 0.125]);
  });

  test('of nothing there is none, and of one kind the other tells nothing', () => {
    expect([byRanks([]), byScores(0.5)([])]).toEqual([[], []]);
    expect(byScores(0.5)([{ distance: 0.1 }, { distance: 0.3 }])).toEqual([0.5, 0]);
  });
});

test.each([
  [0, 5, true],
  [0.3, 1, true],
  [0.31, 5, false],
  [0, 0, false],
  [NaN, 3, false],
])('with %d of its words unknown and %d passages a question is answerable: %s', (unknown, passages, expected) => {
  expect(isAnswerable(unknown, passages)).toBe(expected);
});

test.each([
  ['How do I return the kettles?', ['en'], ['return', 'kettl']],
  ['How do I return the kettles?', ['de'], ['how', 'do', 'i', 'return', 'the', 'kettles']],
  ['HK-210: 30 Tage', ['en'], ['hk', '210', '30', 'tage']],
  ['???', ['en'], []],
])('the terms of %j in %j are %j', (text, languages, expected) => {
  expect(termsOf(text, languages)).toEqual(expected);
});
