/** Bets that one category has come to more: that a share of the requests is new, and all of it. */
import type { Tally } from './tally';

/** Of each share of new requests, what is held in bets on each category. */
export type Rise = number[][];

/** Shares of all votes that may be new and of one category, each with its part of the stake: most is for a tenth, which people notice. */
const newShares: readonly [share: number, part: number][] = [
  [0.03, 0.1],
  [0.11, 0.85],
  [0.5, 0.05],
];

/** Bets pay at most as if a category had this share: a first vote of something rare is no drift yet. */
const leastShare = 1 / 500;

/** @param categories how many there are */
export const freshRise = (categories: number): Rise => newShares.map(() => Array.from({ length: categories }, () => 0));

/**
 * What the best of these bets has made of one after all votes since a start, as its logarithm.
 * @param expected share of each category
 */
export const evidenceOfRise = ({ votes, counts }: Tally, expected: readonly number[]): number =>
  Math.max(
    ...newShares.flatMap(([share]) =>
      counts.map(
        (count, at) => count * Math.log1p(share * winning(expected[at]!)) + (votes - count) * Math.log1p(-share),
      ),
    ),
  );

/** What a bet that all is of a category wins, for each of what it holds. */
const winning = (expected: number): number => 1 / Math.max(expected, leastShare) - 1;

/**
 * Takes in a stake and one vote, in place. If a share ε of the votes is new, this one is ε / expected + 1 - ε times as likely
 * where it is of that category, and 1 - ε times where it is not: the likelihood ratio by which each bet is multiplied. So each is a Shiryaev-Roberts
 * e-detector (Shin, Ramdas and Rinaldo 2024, https://arxiv.org/abs/2203.03532): what it is expected to hold is what was staked. One is
 * an alarm, so no bet is for more than makes it one: what it could win beyond would be lost to it where the vote is of another category.
 * @param expected the share that a category was expected to have
 * @returns what all of them hold together
 */
export function betOnRise(rise: Rise, category: number, expected: (category: number) => number, stake: number): number {
  let total = 0;
  for (const [index, [share, part]] of newShares.entries()) {
    const bets = rise[index]!;
    const each = (stake * part) / bets.length;
    for (let at = 0; at < bets.length; at++) {
      const held = bets[at]! + each;
      const isOver = held * share > leastShare;
      const bold = isOver ? Math.min(share, Math.max(1 / held - 1, 0) / winning(expected(at))) : share;
      total += bets[at] = held * (at === category ? 1 + bold * winning(expected(at)) : 1 - bold);
    }
  }
  return total;
}
