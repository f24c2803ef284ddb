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
    const expected = (of: number) => expectedShare(expectation, of, 0);
    if (n > 200) {
      betOnRise(rise, category, expected, 0.01);
      betOnSpread(spread, { category, expected: expected(category), at: n }, 0.01, 4);
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

  test.each([
    ['small', 1],
    ['near an alarm', 5],
    ['over it', 100],
  ])('on a rise, where they are %s', (_, times) => {
    const held = rise.map((bets) => bets.map((each) => each * times));
    const before = held.flat().reduce((sum, each) => sum + each);
    const after = mean((category) => betOnRise(structuredClone(held), category, (of) => expected[of]!, stake));
    expect(after).toBeCloseTo(before + stake, 10);
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
  expect(betOnRise(freshRise(4), 3, () => 1e-9, 0.001)).toBeLessThan((0.001 * 0.5) / 0.002);
});

test('three votes in a row of what had one in a hundred multiply a bet on it by hundreds, and no bet is for more than one', () => {
  const rise = freshRise(100);
  const votes = (count: number, stake: number) =>
    Array.from({ length: count }, () => betOnRise(rise, 7, () => 0.01, stake)).at(-1)!;
  votes(1, 1e-4);
  expect(votes(2, 0)).toBeGreaterThan(1e-6 * 300);
  votes(50, 0);
  expect(Math.max(...rise.flat())).toBeCloseTo(1, 12);
  for (const bets of rise) for (const held of bets) expect(held).toBeLessThanOrEqual(1 + 1e-12);
});

test('starts grow sparse with their age, and end', () => {
  const spread = freshSpread();
  for (let vote = 0; vote < 20_000; vote++) betOnSpread(spread, none, 0.001, 1);
  const ages = spread.starts.map(({ votes }) => votes);
  expect(ages.length).toBeLessThan(40);
  expect(Math.max(...ages)).toBeLessThanOrEqual(5_050);
  for (const [at, age] of ages.slice(0, -2).entries()) expect(age / ages[at + 2]!).toBeGreaterThan(1.15);
});
