import { describe, expect, test } from '@jest/globals';
import { bandsFor, bucketsInSql, chanceToMeet, minimaInSql } from '../../../../functions/transform/version/minhash';

describe('bands', () => {
  test.each([
    [1, { bands: 1, rows: 8 }],
    [0.95, { bands: 5, rows: 8 }],
    [0.9, { bands: 9, rows: 7 }],
    [0.8, { bands: 14, rows: 5 }],
    [0.7, { bands: 13, rows: 3 }],
    [0.5, { bands: 19, rows: 2 }],
    [0.05, { bands: 72, rows: 1 }],
  ])('for a similarity of %d', (similarity, bands) => {
    expect(bandsFor(similarity)).toEqual(bands);
  });

  test.each([0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1])('let 995 in 1000 pairs at %d meet', (similarity) => {
    expect(chanceToMeet(similarity, bandsFor(similarity))).toBeGreaterThanOrEqual(0.995);
  });

  test('find nearly every pair above the threshold, and propose few far below it', () => {
    const bands = bandsFor(0.8);
    const chances = [0.9, 0.8, 0.5, 0.3].map((similarity) => chanceToMeet(similarity, bands).toFixed(4));
    expect(chances).toEqual(['1.0000', '0.9961', '0.3588', '0.0335']);
  });
});

test('a signature is the same in every process, and no product in it overflows INT64', () => {
  const minima = minimaInSql({ bands: 2, rows: 3 });
  expect(minima).toBe(minimaInSql({ bands: 2, rows: 3 }));
  expect(minima.match(/AS minimum_\d+/g)).toHaveLength(6);
  const buckets = bucketsInSql({ bands: 2, rows: 3 });
  expect(buckets.match(/minimum_\d+/g)).toEqual([0, 1, 2, 3, 4, 5].map((index) => `minimum_${index}`));
  const factors = `${minima} ${buckets}`.match(/\d{6,}/g)!.map(Number);
  expect(Math.max(...factors)).toBeLessThanOrEqual(2 ** 31);
});
