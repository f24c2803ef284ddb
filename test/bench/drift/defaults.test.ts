import { expect, test } from '@jest/globals';
import { chiSquared, countsOf, kolmogorovSmirnov, stabilityIndex } from '../../../bench/drift/defaults';

const counts = (of: Record<string, number>) => new Map(Object.entries(of));
const before = counts({ a: 5000, b: 5000 });

test.each([
  // 0.25 ln 3 + 0.25 ln 2 of 75 % where there were 50 %; 0.016 of 56 %.
  ['PSI', stabilityIndex, { a: 75, b: 25 }, true],
  ['PSI', stabilityIndex, { a: 56, b: 44 }, false],
  // 4.66 and 2.29, where 3.84 is the limit.
  ['chi-squared', chiSquared, { a: 561, b: 439 }, true],
  ['chi-squared', chiSquared, { a: 525, b: 475 }, false],
  ['chi-squared', chiSquared, { a: 500, b: 450, c: 50 }, true],
] as const)('%s of %j', (_, isDrift, now, said) => {
  expect(isDrift(before, counts(now))).toBe(said);
});

test.each([
  // The limit of 200 beside 10,000 is 0.097.
  [{ '1 to 2': 60, '2 to 4': 100, '16 to 32': 40 }, true],
  [{ '1 to 2': 44, '2 to 4': 100, '16 to 32': 56 }, false],
])('Kolmogorov and Smirnov take ranges in their order: %j', (now, said) => {
  const usual = counts({ '16 to 32': 3000, '1 to 2': 2000, '2 to 4': 5000 });
  expect(kolmogorovSmirnov(usual, counts(now))).toBe(said);
});

test('categories are counted', () => {
  expect(countsOf(['a', 'b', 'a'])).toEqual(counts({ a: 2, b: 1 }));
});
