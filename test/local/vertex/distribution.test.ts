import { expect, test } from '@jest/globals';
import { distributionOf } from '../../../local/vertex/distribution';

test('percentiles are of the nearest rank, whatever the order of the values', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(distributionOf(values)).toMatchObject({
    sum: '5050',
    min: 1,
    max: 100,
    mean: 50.5,
    median: 50,
    p5: 5,
    p95: 95,
  });
});

test('buckets have whole edges, hold every value once, and are ten at most', () => {
  const { buckets } = distributionOf([1, 1, 2, 23]);
  expect(buckets).toHaveLength(8);
  expect(buckets[0]).toEqual({ count: 3, left: 1, right: 4 });
  expect(buckets.at(-1)).toEqual({ count: 1, left: 22, right: 25 });
  expect(distributionOf([4, 5]).buckets).toEqual([
    { count: 1, left: 4, right: 5 },
    { count: 1, left: 5, right: 6 },
  ]);
});

test('no values are a distribution of zeros', () => {
  expect(distributionOf([])).toEqual({
    sum: '0',
    billableSum: '0',
    min: 0,
    max: 0,
    mean: 0,
    median: 0,
    p5: 0,
    p95: 0,
    buckets: [],
  });
});
