import { expect, test } from '@jest/globals';
import { answers } from './labels';
import { overallOf, scoreOf } from './score';

test('macro F1 is the mean of all labels, and answers that are none make no class', () => {
  expect(overallOf('macroF1', answers)).toBeCloseTo((4 / 5 + 2 / 5 + 2 / 3) / 3, 12);
});

test('of one answer it is whether that is right', () => {
  expect(scoreOf('macroF1', 'a', 'a')).toBe(1);
});
