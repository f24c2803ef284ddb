import { expect, test } from '@jest/globals';
import { joined } from '../../console/curve-lines';

test('curves with steps of their own stand over one axis: between its points a curve is undefined, and no gap', () => {
  const curve = (name: string, points: [number, number][]) => ({ name, of: points.length, points });
  expect(
    joined([
      curve('a', [
        [1, 0.9],
        [3, 0.5],
      ]),
      curve('b', [[2, 0.8]]),
    ]),
  ).toEqual({
    xs: [1, 2, 3],
    lines: [
      { name: 'a', values: [0.9, undefined, 0.5] },
      { name: 'b', values: [undefined, 0.8, undefined] },
    ],
  });
});
