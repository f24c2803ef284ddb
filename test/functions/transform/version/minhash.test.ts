import { describe, expect, test } from '@jest/globals';
import {
  bandsFor,
  bucketsInSql,
  chanceToMeet,
  minimaInSql,
  mostUnlike,
  sketchInSql,
  unlikeInSql,
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

test('a signature is the same in every process, and no product in it overflows INT64', () => {
  const minima = minimaInSql({ bands: 2, rows: 3 });
  expect(minima).toBe(minimaInSql({ bands: 2, rows: 3 }));
  expect(minima.match(/AS minimum_\d+/g)).toHaveLength(6);
  const buckets = bucketsInSql({ bands: 2, rows: 3 });
  expect(buckets.match(/minimum_\d+/g)).toEqual([0, 1, 2, 3, 4, 5].map((index) => `minimum_${index}`));
  const factors = `${minima} ${buckets}`.match(/\d{6,}/g)!.map(Number);
  expect(Math.max(...factors)).toBeLessThanOrEqual(2 ** 31);
});

describe('sketches', () => {
  const bands = bandsFor(0.8);

  /** Numbers from 0 up to 1 that look random and are the same in every run. */
  const random = (
    (state) => () =>
      (state = (state * 48271) % 2147483647) / 2147483647
  )(7);

  /** Of texts of that similarity: how many of a thousand pairs share too few minima to be compared. */
  const passedOver = (similarity: number) =>
    Array.from({ length: 1000 }, () => {
      const unlike = Array.from({ length: bands.bands * bands.rows }, () => random() > similarity && random() > 1 / 16);
      return unlike.filter(Boolean).length > mostUnlike(0.8, bands);
    }).filter(Boolean).length;

  test('pass over hardly a pair at the threshold, and nearly every one of half of it', () => {
    expect(passedOver(0.8)).toBeLessThanOrEqual(2);
    expect(passedOver(0.5)).toBeGreaterThan(900);
    expect(passedOver(0.4)).toBeGreaterThan(995);
  });

  test('of equal texts alone share all', () => {
    expect(mostUnlike(1, bands)).toBe(0);
    expect(mostUnlike(0.9, bands)).toBeLessThan(mostUnlike(0.8, bands));
  });

  test('have four bits of every minimum, fifteen to a number, which two are compared by', () => {
    const small = { bands: 4, rows: 4 };
    expect(sketchInSql(small).match(/AS part_\d/g)).toEqual(['AS part_0', 'AS part_1']);
    expect(sketchInSql(small).match(/minimum_\d+ & 15/g)).toHaveLength(16);
    const unlike = unlikeInSql(small, 'own', 'near');
    expect(unlike.match(/BIT_COUNT/g)).toHaveLength(2);
    expect(unlike).toContain(String(0x111111111111111n));
  });
});
