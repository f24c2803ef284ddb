import { expect, test } from '@jest/globals';
import { answers } from './labels';
import { overallOf, scoreOf } from './score';

test('weighted F1 is the mean of all labels, by how often each is wanted', () => {
  expect(overallOf('weightedF1', answers)).toBeCloseTo((3 * (4 / 5) + 3 * (2 / 5) + 2 / 3) / 7, 12);
});

test('of one answer it is whether that is right', () => {
  expect(scoreOf('weightedF1', 'b', 'a')).toBe(0);
});
