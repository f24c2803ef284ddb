/** What share of the votes each category has as a rule: learnt from all of them so far, by seasons or without, as either foretells better. */
import { seasons } from './seasons';
import { countVote, freshTally, type Tally } from './tally';

export interface Expectation {
  all: Tally;
  /** The same by season. */
  seasonal: Tally[];
  /** Log odds that categories come and go with the seasons, by how either has foretold the votes so far. */
  odds: number;
}

/** Votes of the usual shares that a season begins with. */
const borrowed = 100;

/** The odds stay within e to this power: what has never been so may come to be. */
const mostOdds = 20;

/** @param categories how many there are */
export const freshExpectation = (categories: number): Expectation => ({
  all: freshTally(categories),
  seasonal: Array.from({ length: seasons }, () => freshTally(categories)),
  odds: 0,
});

/**
 * The chance that the next vote is of a category. Without seasons it is the Dirichlet-multinomial predictive with Jeffreys' prior,
 * (count + 1/2) / (votes + categories / 2): of shares that do not change, and of which no more is known than these votes, it is
 * what they say, so that whatever is bet against it at its odds is expected to win nothing, however few they were. Within a season it is
 * the same with the usual shares as prior. The two are mixed by their posterior odds.
 */
export function expectedShare(expectation: Expectation, category: number, season: number): number {
  const usual = usualShare(expectation, category);
  return usual + (seasonalShare(expectation, category, season) - usual) / (1 + Math.exp(-expectation.odds));
}

/** Learns one vote, in place. */
export function learn(expectation: Expectation, category: number, season: number): void {
  const ratio = seasonalShare(expectation, category, season) / usualShare(expectation, category);
  expectation.odds = Math.min(Math.max(expectation.odds + Math.log(ratio), -mostOdds), mostOdds);
  countVote(expectation.all, category);
  countVote(expectation.seasonal[season]!, category);
}

const usualShare = ({ all: { votes, counts } }: Expectation, category: number): number =>
  (counts[category]! + 1 / 2) / (votes + counts.length / 2);

function seasonalShare(expectation: Expectation, category: number, season: number): number {
  const { votes, counts } = expectation.seasonal[season]!;
  return (counts[category]! + borrowed * usualShare(expectation, category)) / (votes + borrowed);
}
