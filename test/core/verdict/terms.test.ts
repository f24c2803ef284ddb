import { expect, test } from '@jest/globals';
import { gainOf } from '../../../core/verdict/terms';

test.each([
  [0, 0.05, 0.05],
  [0.05, 0.05, 0.1],
  [0.9, 0.3, 1],
])('with a margin of %d, a gain of %d beyond it is a difference of %d', (margin, gain, difference) =>
  expect(gainOf({ margin, gain })).toBeCloseTo(difference, 12),
);
