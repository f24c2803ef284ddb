import { expect, test } from '@jest/globals';
import { labelsOf, wordsIn } from '../../core/labels';
import type { DatasetCard } from '../../schemas/generated/types';

const card = (...splits: Record<string, number>[]) =>
  ({ statistics: splits.map((labels) => ({ labels })) }) as unknown as DatasetCard;

test('the labels of a version are those of all its splits, each once', () => {
  expect(labelsOf(card({ lost: 3, arrival: 9 }, { arrival: 1, stolen: 1 }))).toEqual(['arrival', 'lost', 'stolen']);
});

test('a version whose targets are texts of their own has none', () => {
  expect(labelsOf(card({}, {}))).toEqual([]);
});

test.each([
  [['card_arrival', 'lost or stolen'], 5],
  [['退款', '?!'], 2],
  [[], 0],
])('%j have %d words', (labels, words) => expect(wordsIn(labels)).toBe(words));
