/** How many votes a signal needs before it can be watched. */

/** The shift that every signal is to see: of all requests such a share becomes one category's. */
const shift = 0.1;

/** Votes to learn from, for each that it then takes to see the shift: what moves is a small part of what it is compared with. */
const learntForEachSeen = 5;

/**
 * The votes that a signal learns from: five times as many as it then takes to see ten points of all requests move to one of its categories,
 * in the middle of these. A bet on the category grows by the Kullback-Leibler divergence a vote, and has to make up for what it is begun with.
 *
 * @param shares of the categories
 * @param staked what one bet on one category is begun with a vote: a part of one
 * @returns Infinity where no category can rise by so much
 */
export function neededVotes(shares: readonly number[], staked: number): number {
  const delays = shares
    .filter((share) => share < 1 - 2 * shift)
    .map((share) => -Math.log(staked) / growth(share))
    .toSorted((a, b) => a - b);
  return Math.ceil(learntForEachSeen * (delays[Math.floor(delays.length / 2)] ?? Infinity));
}

/** What is expected of the logarithm of a bet on a category of that share, a vote, after the shift. */
function growth(share: number): number {
  const then = share + shift * (1 - share);
  return then * Math.log(then / share) + (1 - then) * Math.log((1 - then) / (1 - share));
}
