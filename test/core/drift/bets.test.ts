import { describe, expect, test } from '@jest/globals';
import { expectedShare, freshExpectation, learn } from '../../../core/drift/expectation';
import { betOnRise, freshRise } from '../../../core/drift/rise';
import { betOnSpread, freshSpread } from '../../../core/drift/spread';

/** After some votes of four categories, in which the last is rare. */
function bets() {
  const expectation = freshExpectation(4);
  const [rise, spread] = [freshRise(4), freshSpread()];
  for (let n = 0; n < 430; n++) {
    const category = n % 100 === 99 ? 3 : n % 3;
    const vote = { category, expected: expectedShare(expectation, category, 0), at: n };
    if (n > 200) {
      betOnRise(rise, vote, 0.01);
      betOnSpread(spread, vote, 0.01, 4);
    }
    learn(expectation, category, 0);
  }
  return { expectation, rise, spread };
}

const stake = 0.02;
const categories = [0, 1, 2, 3];
const none = { category: 0, expected: 1, at: 0 };

describe('what bets are expected to hold after a vote is what they held before it, and the stake', () => {
  const { expectation, rise, spread } = bets();
  const expected = categories.map((category) => expectedShare(expectation, category, 0));
  const mean = (held: (category: number) => number) =>
    categories.reduce((sum, category) => sum + expected[category]! * held(category), 0);

  test('on a rise', () => {
    const before = rise.flat().reduce((sum, held) => sum + held);
    const after = mean((category) =>
      betOnRise(structuredClone(rise), { category, expected: expected[category]! }, stake),
    );
    expect(after).toBeCloseTo(before + stake, 12);
  });

  test('on a spread', () => {
    // A certain vote pays nothing to those who forecast it: it says what is held.
    const before = spread.starts.map((start) => start.held).reduce((sum, held) => sum + held) + spread.pending;
    const after = mean((category) =>
      betOnSpread(structuredClone(spread), { category, expected: expected[category]!, at: 0 }, stake, 4),
    );
    expect(after).toBeCloseTo(before + stake, 12);
  });
});

test('a first vote of something rare pays no more than one in five hundred would', () => {
  const rare = { category: 3, expected: 1e-9 };
  expect(betOnRise(freshRise(4), rare, 1)).toBeLessThan(0.5 / 0.002);
});

test('ten votes in a row of what had one in a hundred multiply a bet on it by thousands', () => {
  const rise = freshRise(100);
  let held = 0;
  for (let vote = 0; vote < 10; vote++) held = betOnRise(rise, { category: 7, expected: 0.01 }, vote === 0 ? 1 : 0);
  expect(held).toBeGreaterThan(1000);
});

test('starts grow sparse with their age, and end', () => {
  const spread = freshSpread();
  for (let vote = 0; vote < 20_000; vote++) betOnSpread(spread, none, 0.001, 1);
  const ages = spread.starts.map(({ votes }) => votes);
  expect(ages.length).toBeLessThan(40);
  expect(Math.max(...ages)).toBeLessThanOrEqual(5_050);
  for (const [at, age] of ages.slice(0, -2).entries()) expect(age / ages[at + 2]!).toBeGreaterThan(1.15);
});
