/** One signal: what its votes are as a rule, and bets that they are so no longer. */
import { expectedShare, freshExpectation, learn, type Expectation } from './expectation';
import { neededVotes } from './needed';
import { betOnRise, freshRise, type Rise } from './rise';
import { seasonOf, seasons } from './seasons';
import { betOnSpread, freshSpread, type Spread } from './spread';

/** An observation of a signal: of many requests of the same source within an hour there is one. */
export interface Vote {
  /** Milliseconds since 1970. */
  at: number;
  category: string;
}

/** Before it is watched: how many votes there were of each category, by season. */
export interface Learning {
  votes: number;
  seasonal: Record<string, number>[];
  /** Of the first and the last vote. */
  since: number;
  at: number;
}

export interface Watched {
  /** The most frequent ones, and one for all others. */
  categories: string[];
  expectation: Expectation;
  rise: Rise;
  spread: Spread;
  /** What its bets hold together. */
  held: number;
  /** Up to when stakes have come in. */
  at: number;
}

/** Plain data, to be kept as JSON from one look to the next. */
export type SignalState = { learning: Learning } | { watched: Watched };

const mostCategories = 100;
const others = '(other)';

export const week = 7 * 24 * 3_600_000;

/** Of a signal's stake, the part for one category that rises; the rest is for many that change. */
const forRise = 1 / 2;

/** @param known categories that may not have come yet */
export function freshSignal(known: readonly string[] = []): SignalState {
  const [first, ...rest] = Array.from({ length: seasons }, (): Record<string, number> => ({}));
  for (const category of known) first![category] = 0;
  return { learning: { votes: 0, seasonal: [first!, ...rest], since: 0, at: 0 } };
}

/** Nothing is bet any more, or not yet: what is expected stays. */
export const withoutBets = ({ categories, expectation, at }: Watched): Watched => ({
  categories,
  expectation,
  rise: freshRise(categories.length),
  spread: freshSpread(),
  held: 0,
  at,
});

/**
 * Takes in votes, in place and in the order of their time.
 * @param stakeRate what comes in to be bet, a millisecond
 */
export function bet(watched: Watched, votes: readonly Vote[], stakeRate: number): void {
  const { categories, expectation, rise, spread } = watched;
  const placeOf = placesIn(categories);
  for (const { at, category: name } of votes) {
    const season = seasonOf(at);
    const category = placeOf(name);
    const vote = { category, expected: expectedShare(expectation, category, season), at };
    const stake = stakeRate * Math.max(at - watched.at, 0);
    watched.held =
      betOnRise(rise, vote, stake * forRise) + betOnSpread(spread, vote, stake * (1 - forRise), categories.length);
    watched.at = Math.max(watched.at, at);
    learn(expectation, category, season);
  }
}

/** Where a category stands among those that are watched: one that is none of them is one of the others. */
export function placesIn(categories: readonly string[]): (category: string) => number {
  const places = new Map(categories.map((category, place) => [category, place]));
  return (category) => places.get(category) ?? categories.length - 1;
}

/** Counts votes, in place and in the order of their time. */
export function learnFirst(learning: Learning, votes: readonly Vote[]): void {
  for (const { at, category } of votes) {
    if (learning.votes === 0) learning.since = at;
    const counts = learning.seasonal[seasonOf(at)]!;
    counts[category] = (counts[category] ?? 0) + 1;
    learning.votes += 1;
    learning.at = at;
  }
}

/**
 * What a signal needs to be watched: votes, and a whole week, since no season of it is known before.
 * @param stakeRate as of `bet`
 */
export function votesNeeded({ votes, seasonal, since, at }: Learning, stakeRate: number): number {
  if (votes === 0) return Infinity;
  // One for all others, which are none yet.
  const counts = [...Object.values(summed(seasonal)), 0];
  const perVote = (stakeRate * Math.max(at - since, 1)) / votes;
  const needed = neededVotes(
    counts.map((count) => (count + 1 / 2) / (votes + counts.length / 2)),
    (perVote * forRise) / Math.min(counts.length, mostCategories),
  );
  return Math.max(needed, Math.ceil((votes * week) / Math.max(at - since, 1)));
}

/** What is expected from now on, as it was learnt. */
export function watchedAfter({ seasonal, at }: Learning): Watched {
  const named = Object.entries(summed(seasonal)).toSorted(([, one], [, other]) => other - one);
  const categories = [...named.slice(0, mostCategories - 1).map(([category]) => category), others];
  const placeOf = placesIn(categories);
  const expectation = freshExpectation(categories.length);
  for (const [season, counts] of seasonal.entries())
    for (const [category, count] of Object.entries(counts))
      for (let vote = 0; vote < count; vote++) learn(expectation, placeOf(category), season);
  return withoutBets({ categories, expectation, at } as Watched);
}

function summed(seasonal: Learning['seasonal']): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const counts of seasonal)
    for (const [category, count] of Object.entries(counts)) sums[category] = (sums[category] ?? 0) + count;
  return sums;
}
