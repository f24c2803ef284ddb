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
  /** Of the first and the last of these votes. */
  since: number;
  at: number;
  /** What is told apart, once votes before these have named it. */
  categories?: string[];
}

export interface Watched {
  /** The most frequent ones, and one for all others. */
  categories: string[];
  expectation: Expectation;
  rise: Rise;
  spread: Spread;
  /** The latest votes of none of them. */
  strangers: Vote[];
  /** What its bets hold together. */
  held: number;
  /** Up to when stakes have come in. */
  at: number;
}

/** Plain data, to be kept as JSON from one look to the next. */
export type SignalState = { learning: Learning } | { watched: Watched };

const mostCategories = 100;
export const others = '(other)';

export const week = 7 * 24 * 3_600_000;

/** Of a signal's stake, the part for one category that rises; the rest is for many that change. */
const forRise = 3 / 5;

/** @param known categories that may not have come yet */
export function freshSignal(known: readonly string[] = []): SignalState {
  const learning = freshLearning();
  for (const category of known) learning.seasonal[0]![category] = 0;
  return { learning };
}

const freshLearning = (): Learning => ({
  votes: 0,
  seasonal: Array.from({ length: seasons }, () => ({})),
  since: 0,
  at: 0,
});

/** Nothing is bet any more, or not yet: what is expected stays. */
export const withoutBets = ({
  categories,
  expectation,
  at,
}: Pick<Watched, 'categories' | 'expectation' | 'at'>): Watched => ({
  categories,
  expectation,
  strangers: [],
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
  for (const own of votes) {
    const { at, category: name } = own;
    const season = seasonOf(at);
    const category = placeAmong(categories, name);
    const expected = (of: number): number => expectedShare(expectation, of, season);
    const vote = { category, expected: expected(category), at };
    const stake = stakeRate * Math.max(at - watched.at, 0);
    watched.held =
      betOnRise(rise, category, expected, stake * forRise) +
      betOnSpread(spread, vote, stake * (1 - forRise), categories.length);
    watched.at = Math.max(watched.at, at);
    learn(expectation, category, season);
    if (name !== categories[category]) keepStranger(watched.strangers, own);
  }
}

/** Enough of them to tell what most are. */
const mostStrangers = 20;

/** In place. */
export function keepStranger(strangers: Vote[], vote: Vote): void {
  strangers.push(vote);
  if (strangers.length > mostStrangers) strangers.shift();
}

/** Where a category stands among those that are watched: one that is none of them is one of the others. */
export function placeAmong(categories: readonly string[], category: string): number {
  const place = categories.indexOf(category);
  return place < 0 ? categories.length - 1 : place;
}

/** Counts votes, in place and in the order of their time. */
export function countFirst(learning: Learning, votes: readonly Vote[]): void {
  for (const { at, category } of votes) {
    if (learning.votes === 0) learning.since = at;
    const counts = learning.seasonal[seasonOf(at)]!;
    counts[category] = countIn(counts, category) + 1;
    learning.votes += 1;
    learning.at = at;
  }
}

/** How many votes are still to be counted before it is looked at again: the same ones, whichever come together. */
export const untilLooked = ({ votes }: Learning): number => votesALook - (votes % votesALook);

const votesALook = 50;

/**
 * What has been learnt: nothing new yet, which categories there are, or what is expected of them. The votes that name categories are
 * not counted for them: what is frequent enough to be named was so by luck, too, and would seem to become rarer.
 */
export function learnt(learning: Learning, stakeRate: number): SignalState {
  if (learning.votes % votesALook !== 0) return { learning };
  const needed = votesNeeded(learning, stakeRate);
  if (learning.categories) return learning.votes < needed ? { learning } : { watched: watchedAfter(learning) };
  if (learning.votes < needed * forNaming) return { learning };
  const named = Object.entries(summed(learning.seasonal)).toSorted(([, one], [, other]) => other - one);
  const categories = [...named.slice(0, mostCategories - 1).map(([category]) => category), others];
  return { learning: { ...freshLearning(), categories } };
}

/** Of the votes that a signal needs, so many more before them. */
const forNaming = 1 / 2;

/** The votes that a signal needs to be watched, those that name its categories included. */
export const votesNeededInAll = (learning: Learning, stakeRate: number): number =>
  Math.ceil(votesNeeded(learning, stakeRate) * (learning.categories ? 1 : 1 + forNaming));

/** The votes that are to be counted: enough of them, and of a whole week, since no season of it is known before. */
function votesNeeded({ votes, seasonal, since, at, categories }: Learning, stakeRate: number): number {
  if (votes === 0) return Infinity;
  // One for all others, which are none yet.
  const counts = categories ? countsIn(summed(seasonal), categories) : [...Object.values(summed(seasonal)), 0];
  const perVote = (stakeRate * Math.max(at - since, 1)) / votes;
  const needed = neededVotes(
    counts.map((count) => (count + 1 / 2) / (votes + counts.length / 2)),
    (perVote * forRise) / Math.min(counts.length, mostCategories),
  );
  return Math.max(needed, Math.ceil((votes * week) / Math.max(at - since, 1)));
}

/** What is expected from now on. */
function watchedAfter({ seasonal, at, categories = [others] }: Learning): Watched {
  const expectation = freshExpectation(categories.length);
  for (const [season, counts] of seasonal.entries()) {
    for (const [category, count] of countsIn(counts, categories).entries())
      for (let vote = 0; vote < count; vote++) learn(expectation, category, season);
  }
  return withoutBets({ categories, expectation, at });
}

/** Votes of each of the categories; those of none are of the others. */
function countsIn(votes: Record<string, number>, categories: readonly string[]): number[] {
  const counts = categories.map(() => 0);
  for (const [category, count] of Object.entries(votes)) counts[placeAmong(categories, category)]! += count;
  return counts;
}

function summed(seasonal: Learning['seasonal']): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const counts of seasonal)
    for (const [category, count] of Object.entries(counts)) sums[category] = countIn(sums, category) + count;
  return sums;
}

/** Of what somebody has asked or answered: it may be called as what every object has. */
const countIn = (counts: Record<string, number>, category: string): number =>
  Object.hasOwn(counts, category) ? counts[category]! : 0;
