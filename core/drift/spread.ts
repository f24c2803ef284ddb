/** Bets that many categories have changed their shares, in whatever directions: against what is expected, the votes since a start. */
import { countVote, freshTally, type Tally } from './tally';

export interface Start extends Tally {
  /** When it began, as milliseconds since 1970. */
  from: number;
  /** What its bets hold. */
  held: number;
}

export interface Spread {
  starts: Start[];
  /** Staked since the last start. */
  pending: number;
}

/** So many votes the expected shares weigh beside those since a start: as where most categories change by two fifths of a share of a hundredth. */
const trust = 400;
/** Votes from one start to the next. */
const stride = 50;
/** Of three starts in a row the middle one is let go when the first is older than the last by no more than so many times. */
const spacing = 1.2;
/** Older ones are let go. */
const oldest = 5_000;

export const freshSpread = (): Spread => ({ starts: [], pending: 0 });

/**
 * Takes in a stake and one vote, in place. Each start forecasts the vote by the votes since then, with the expected shares as prior: a
 * Dirichlet-multinomial predictive, by whose ratio to what is expected its bets are multiplied. A sum of such products over starts is an
 * e-detector (Shin, Ramdas and Rinaldo 2024); starts that are let go take what they hold with them, which only makes it less.
 * @returns what all of them hold together
 */
export function betOnSpread(
  spread: Spread,
  { category, expected, at }: { category: number; expected: number; at: number },
  stake: number,
  categories: number,
): number {
  spread.pending += stake;
  const { starts } = spread;
  if (!starts.length || starts.at(-1)!.votes >= stride) open(spread, categories, at);
  let total = 0;
  for (const start of starts) {
    total += start.held *= (trust + start.counts[category]! / expected) / (trust + start.votes);
    countVote(start, category);
  }
  return total + spread.pending;
}

/**
 * What a bet of one holds after all votes since a start, as its logarithm.
 * @param expected share of each category
 */
export function evidenceOfSpread({ votes, counts }: Tally, expected: readonly number[]): number {
  let evidence = 0;
  for (const [category, count] of counts.entries())
    for (let seen = 0; seen < count; seen++) evidence += Math.log(trust + seen / expected[category]!);
  for (let seen = 0; seen < votes; seen++) evidence -= Math.log(trust + seen);
  return evidence;
}

function open(spread: Spread, categories: number, from: number): void {
  const { starts, pending } = spread;
  starts.push({ ...freshTally(categories), from, held: pending });
  spread.pending = 0;
  for (let at = starts.length - 2; at > 0; at--)
    if (starts[at - 1]!.votes < spacing * starts[at + 1]!.votes) starts.splice(at, 1);
  if (starts[0]!.votes > oldest) starts.shift();
}
