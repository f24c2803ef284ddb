import { expect, test } from '@jest/globals';
import { signTest } from '../../../core/verdict/sign-test';
import { signTestInLooks, type Step } from '../../../core/verdict/sign-test-in-looks';

/** All ways in which so many coins may fall. */
const allFalls = (coins: number) =>
  Array.from({ length: 2 ** coins }, (_, fall) => Array.from({ length: coins }, (_, coin) => (fall >> coin) & 1));
const stepsOf = (fall: number[], looks: number[]): Step[] =>
  looks.map((differing) => ({
    differing,
    wins: fall.slice(0, differing).reduce((sum, coin) => sum + coin, 0),
    share: differing / fall.length,
  }));

test.each([
  [[12], 0.05],
  [[6, 12], 0.05],
  [[4, 8, 12], 0.05],
  [[2, 4, 6, 8, 10, 12], 0.05],
  [[4, 8, 12], 0.02],
])('looked at after %j coins, equal models are called better no more often than at level %d', (looks, level) => {
  const called = allFalls(12).filter((fall) => {
    const { pValue, level: allowed } = signTestInLooks(stepsOf(fall, looks), level);
    return pValue <= allowed;
  });
  expect(called.length / 2 ** 12).toBeLessThanOrEqual(level);
  expect(called.length / 2 ** 12).toBeGreaterThan(level / 4);
});

test('one look at the end is the sign test', () =>
  expect(signTestInLooks([{ differing: 80, wins: 53, share: 1 }], 0.05)).toEqual({
    pValue: expect.closeTo(signTest({ wins: 53, losses: 27 }), 12),
    level: 0.05,
  }));

test('a claim once made stays, with the numbers of its look', () => {
  const early = [{ differing: 40, wins: 34, share: 0.5 }];
  const claim = signTestInLooks(early, 0.05);
  expect(claim.pValue).toBeLessThan(claim.level);
  expect(signTestInLooks([...early, { differing: 80, wins: 34, share: 1 }], 0.05)).toEqual(claim);
});

test('what differs nowhere is no claim', () =>
  expect(
    signTestInLooks(
      [
        { differing: 0, wins: 0, share: 0.5 },
        { differing: 0, wins: 0, share: 1 },
      ],
      0.05,
    ),
  ).toEqual({
    pValue: expect.closeTo(1, 12),
    level: 0.05,
  }));
