import { describe, expect, test } from '@jest/globals';
import {
  bandsFor,
  bucketsInSql,
  chanceToMeet,
  minimaInSql,
  ordersInSql,
} from '../../../../functions/transform/version/minhash';

describe('bands', () => {
  test.each([
    [1, { bands: 1, rows: 8 }],
    [0.95, { bands: 6, rows: 8 }],
    [0.9, { bands: 10, rows: 7 }],
    [0.8, { bands: 16, rows: 5 }],
    [0.7, { bands: 15, rows: 3 }],
    [0.5, { bands: 22, rows: 2 }],
    [0.05, { bands: 80, rows: 1 }],
  ])('for a similarity of %d', (similarity, bands) => {
    expect(bandsFor(similarity)).toEqual(bands);
  });

  test.each([0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1])('let 998 in 1000 pairs at %d meet', (similarity) => {
    expect(chanceToMeet(similarity, bandsFor(similarity))).toBeGreaterThanOrEqual(0.998);
  });

  test('find nearly every pair above the threshold, and propose few far below it', () => {
    const bands = bandsFor(0.8);
    const chances = [0.9, 0.8, 0.5, 0.3].map((similarity) => chanceToMeet(similarity, bands).toFixed(4));
    expect(chances).toEqual(['1.0000', '0.9983', '0.3983', '0.0382']);
  });
});

describe('minima', () => {
  const bands = bandsFor(0.8);
  const numbers = ([, one, other]: RegExpExecArray): [number, number] => [Number(one), Number(other)];
  const orders = [...ordersInSql().matchAll(/\((\d+) \* shingle \+ (\d+)\) & 2147483647 AS order_\d+/g)].map(numbers);
  const points = [...minimaInSql(bands).matchAll(/MIN\(order_(\d+) \^ (\d+)\) AS minimum_\d+/g)].map(numbers);

  /** What BigQuery does with the expressions: places modulo 2^31, and the least of them by their bits. */
  const minimaOf = (shingles: number[]): number[] => {
    const places = orders.map(([a, b]) => shingles.map((shingle) => (Math.imul(a, shingle) + b) & 0x7fffffff));
    return points.map(([order, point]) => Math.min(...places[order]!.map((place) => place ^ point)));
  };

  const meet = (one: number[], other: number[]): boolean => {
    const [first, second] = [minimaOf(one), minimaOf(other)];
    return Array.from({ length: bands.bands }).some((_, band) =>
      Array.from({ length: bands.rows }, (__, row) => band * bands.rows + row).every((at) => first[at] === second[at]),
    );
  };

  const random = (
    (state) => () =>
      (state = (state * 48271) % 2147483647)
  )(7);
  const shingles = (count: number) => Array.from({ length: count }, random);

  /** How many of two thousand pairs meet that have so many shingles in common, and each so many of its own. */
  const pairsThatMeet = (shared: number, own: number) =>
    Array.from({ length: 2000 }, () => {
      const both = shingles(shared);
      return meet([...both, ...shingles(own)], [...both, ...shingles(own)]);
    }).filter(Boolean).length;

  test('there are as many as the bands have, the neighbouring ones of different orders', () => {
    expect(orders).toHaveLength(8);
    expect(points).toHaveLength(bands.bands * bands.rows);
    for (const [at, [order]] of points.entries())
      expect(points.slice(at + 1, at + bands.rows).map(([next]) => next)).not.toContain(order);
    const buckets = bucketsInSql(bands);
    expect(buckets.match(/minimum_\d+/g)).toEqual(points.map((_, index) => `minimum_${index}`));
  });

  test('no product overflows INT64, and a signature is the same in every process', () => {
    expect(Math.max(...orders.flat())).toBeLessThan(2 ** 31);
    expect(minimaInSql(bands)).toBe(minimaInSql(bands));
  });

  // 2 in 1000 are let go: of 2,000 that is 4, and more than 12 come once in 4,000 times. The seed is fixed.
  test.each([
    ['twelve words', 16, 2],
    ['thirty words', 40, 5],
    ['a hundred words', 160, 20],
  ])('bring nearly all pairs at the threshold together, of %s too', (_, shared, own) => {
    expect(pairsThatMeet(shared, own)).toBeGreaterThanOrEqual(1988);
  });

  test('and of those at half of it less than half', () => {
    expect(pairsThatMeet(40, 30)).toBeLessThan(800);
  });
});
