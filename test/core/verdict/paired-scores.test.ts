import { expect, test } from '@jest/globals';
import { differencesOf } from '../../../core/verdict/paired-scores';

const of = (candidateScores: number[], rivalScores: number[], clusters?: string[]) =>
  differencesOf({ metric: 'exactMatch', candidate: 'c1', rival: 'base', candidateScores, rivalScores, clusters });

test('scores become differences, wins and losses', () =>
  expect(of([1, 0, 1, 1], [0, 1, 0, 1])).toEqual({
    n: 4,
    means: [0.75, 0.5],
    sums: Float64Array.of(1, -1, 1, 0),
    sizes: Float64Array.of(1, 1, 1, 1),
    wins: 2,
    losses: 1,
    isRightWrong: true,
    isClustered: false,
  }));

test('examples of one key are one cluster', () =>
  expect(of([1, 0.5, 1], [0, 0, 0], ['a', 'b', 'a'])).toMatchObject({
    sums: Float64Array.of(2, 0.5),
    sizes: Float64Array.of(2, 1),
    isRightWrong: false,
    isClustered: true,
  }));

test('keys that no two examples share are no clusters', () =>
  expect(of([1, 0], [0, 0], ['a', 'b']).isClustered).toBe(false));

test.each([
  [[], [], 'there is no example to compare on'],
  [[1], [1, 0], '1 scores cannot be paired with 2'],
  [[1, NaN], [1, 0], 'example 1 has no score'],
])('%j against %j is no comparison', (one, other, message) => expect(() => of(one, other)).toThrow(message));
