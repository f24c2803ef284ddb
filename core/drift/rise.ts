/** Bets that one category has come to more: that a share of the requests is new, and all of it. */

/** Of each share of new requests, what is held in bets on each category. */
export type Rise = number[][];

/** The shares of all votes that are new and of one category: a trickle, the tenth that is noticed, most. */
const newShares = [0.04, 0.12, 0.5];

/** Bets pay at most as if a category had this share: a first vote of something rare is no drift yet. */
const leastShare = 1 / 500;

/** @param categories how many there are */
export const freshRise = (categories: number): Rise => newShares.map(() => Array.from({ length: categories }, () => 0));

/**
 * Takes in a stake and one vote, in place. If a share ε of the votes is new, this one is ε / expected + 1 - ε times as likely
 * where it is of that category, and 1 - ε times where it is not: the likelihood ratio by which each bet is multiplied. So each is a Shiryaev-Roberts
 * e-detector (Shin, Ramdas and Rinaldo 2024, https://arxiv.org/abs/2203.03532): what it is expected to hold is what was staked.
 * @param expected the share that the vote's category was expected to have
 * @returns what all of them hold together
 */
export function betOnRise(
  rise: Rise,
  { category, expected }: { category: number; expected: number },
  stake: number,
): number {
  let total = 0;
  const each = stake / newShares.length / rise[0]!.length;
  for (const [index, share] of newShares.entries()) {
    const bets = rise[index]!;
    const paid = 1 - share;
    const won = bets[category]! + each;
    let sum = 0;
    for (let at = 0; at < bets.length; at++) sum += bets[at] = (bets[at]! + each) * paid;
    const more = (won * share) / Math.max(expected, leastShare);
    bets[category]! += more;
    total += sum + more;
  }
  return total;
}
