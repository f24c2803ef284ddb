import { expect, test } from '@jest/globals';
import { rangeOf } from '../../../core/drift/ranges';

test.each([
  [0, '0'],
  [-3, '0'],
  [1, '0.707 to 1'],
  [1.01, '1 to 1.41'],
  [128, '90.5 to 128'],
  [129, '128 to 181'],
  [181, '128 to 181'],
  [0.0003, '0.000244 to 0.000345'],
  [60_000, '46300 to 65500'],
])('%d is in the range of %s', (measure, range) => {
  expect(rangeOf(measure)).toBe(range);
});
