import { expect, test } from '@jest/globals';
import { expectedShare, freshExpectation, learn } from '../../../core/drift/expectation';

const shares = (expectation: ReturnType<typeof freshExpectation>, season: number) =>
  expectation.all.counts.map((_, category) => expectedShare(expectation, category, season));

test('of nothing known all categories are alike', () => {
  expect(shares(freshExpectation(4), 2)).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test('shares are those of the votes so far, and make one', () => {
  const expectation = freshExpectation(3);
  for (let vote = 0; vote < 800; vote++) learn(expectation, vote % 8 < 6 ? 0 : 1, vote % 5);
  const found = shares(expectation, 3);
  expect(found.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
  expect(found[0]).toBeCloseTo(0.75, 2);
  expect(found[2]).toBeLessThan(1 / 800);
});

test('what comes and goes with the season is expected in its season', () => {
  const expectation = freshExpectation(2);
  for (let week = 0; week < 10; week++)
    for (const season of [0, 1, 2, 3])
      for (let vote = 0; vote < 50; vote++) learn(expectation, season === 0 ? 1 : 0, season);
  expect(expectedShare(expectation, 1, 0)).toBeGreaterThan(0.8);
  expect(expectedShare(expectation, 1, 1)).toBeLessThan(0.06);
});
