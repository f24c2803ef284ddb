import { expect, test } from '@jest/globals';
import { downsample, type CurvePoint } from '../../core/downsample';

const curve = (points: number): CurvePoint[] =>
  Array.from({ length: points }, (_, x): CurvePoint => [x, Math.sin(x / 50)]);

test('a curve of few points stays as it is', () => expect(downsample(curve(20), 20)).toEqual(curve(20)));

test.each([3, 10, 300])(
  'of 10,000 points %d are left, each one of them, in their order, with the first and the last',
  (most) => {
    const points = curve(10_000);
    const found = downsample(points, most);
    expect(found).toHaveLength(most);
    expect([found[0], found.at(-1)]).toEqual([points[0], points.at(-1)]);
    expect(found).toEqual(points.filter((point) => found.includes(point)));
  },
);

test('a single spike is not lost', () => {
  const points = curve(10_000);
  points[6_789] = [6_789, 40];
  expect(downsample(points, 50)).toContainEqual([6_789, 40]);
});
