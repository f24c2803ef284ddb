import { describe, expect, test } from '@jest/globals';
import { investing, simulateRetries, simulateSameRows, simulateTries, simulateYears } from '../../../bench/gate/years';
import { promiseOf } from '../../../core/verdict/history';

describe('years of weekly retraining, 550 held-out rows of which 15 % differ', () => {
  test('cost at most half a point a year where every candidate is half a point worse', () => {
    expect(simulateYears(investing, { years: 100, better: 0, seed: 7 }).loss).toBeLessThan(0.5);
  });

  test.each([1, 13])('promote four in five of the candidates that are five points better, one in %d', (better) => {
    expect(simulateYears(investing, { years: 100, better, seed: 7 }).seen).toBeGreaterThan(0.8);
  });

  test('keep within what the levels promise', () => {
    const { wrong, wrongAtMost } = simulateYears(investing, { years: 100, better: 13, seed: 7 });
    expect(wrong).toBeLessThan(wrongAtMost);
  });
});

test('thirty equal candidates on one held-out set promote none in four cases of five', () => {
  expect(simulateRetries(investing, { times: 500, tries: 30, seed: 7 })).toBeLessThan(promiseOf().perHeldOut);
});

test('tries on one held-out set of which three in ten are better promote anything wrongly in one case of four at most', () => {
  const { wrongly, seenAfter } = simulateTries(investing, { times: 500, tries: 30, better: 0.3, seed: 7 });
  expect(wrongly).toBeLessThan(promiseOf().perHeldOut);
  expect(seenAfter).toBeGreaterThan(0.5);
});

test('a year on the same held-out rows promotes less wrongly than the levels allow, and goes on promoting what is better', () => {
  const { wrong, wrongAtMost, seen } = simulateSameRows((week) => `week-${week}`, { years: 50, better: 26, seed: 7 });
  expect(wrong).toBeLessThan(wrongAtMost / 2);
  expect(seen).toBeGreaterThan(0.6);
});
