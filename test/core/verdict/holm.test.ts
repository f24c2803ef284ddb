import { expect, test } from '@jest/globals';
import { holmLevels } from '../../../core/verdict/holm';

test.each([
  [[0.03], [0.05]],
  [
    [0.5, 0.01, 0.6],
    [0.05 / 2, 0.05 / 3, 0.05 / 2],
  ],
  [
    [0.02, 0.01, 0.04],
    [0.05 / 2, 0.05 / 3, 0.05],
  ],
  [
    [0.02, 0.02, 0.02],
    [0.05 / 3, 0.05 / 3, 0.05 / 3],
  ],
  [[], []],
])('candidates with p-values %j are judged at %j', (pValues, levels) =>
  expect(holmLevels(pValues, 0.05)).toEqual(levels),
);
