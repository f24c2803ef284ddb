/** A change of one signal: its votes before and since, and which categories moved from what to what. */
import { shareInterval } from '../verdict/share-interval';
import { evidenceOfRise } from './rise';
import { keepStranger, others, placeAmong, type Vote, type Watched } from './signal';
import type { SignalName } from './signals';
import { evidenceOfSpread, type Start } from './spread';
import { countVote, type Tally } from './tally';

/** Plain data. */
export interface CategoryShift {
  categories: string[];
  before: Tally;
  since: Tally;
  /** The latest votes since of none of the categories. */
  strangers: Vote[];
}

export interface Moved {
  signal: SignalName;
  category: string;
  /** Of all that is told apart by no category: what most of the latest of it were. */
  mostly?: string;
  /** Its share of the votes before the change, and since. */
  expected: number;
  observed: number;
  /** What the share lies within by now, at 95 %. */
  interval: [low: number, high: number];
  /** Votes since the change. */
  votes: number;
  /** How clear it is, as the deviance of its count in nats: below nought where the category has become rarer. */
  clearness: number;
}

/** When a change began, as milliseconds since 1970: at the start since which a bet against the shares of all votes would have won most. */
export function likeliestStart(signals: readonly Watched[]): number {
  const starts = signals.flatMap(({ expectation: { all }, spread }) => {
    const expected = all.counts.map((count) => (count + 1 / 2) / (all.votes + all.counts.length / 2));
    return spread.starts.map((start) => ({
      from: start.from,
      won: Math.max(evidenceOfRise(start, expected), evidenceOfSpread(start, expected)),
    }));
  });
  return starts.reduce((best, start) => (start.won > best.won ? start : best)).from;
}

/** The votes of a signal parted at a time; where none is known to have come since, undefined. */
export function changeSince(signal: Watched, from: number): CategoryShift | undefined {
  const [start] = signal.spread.starts.toSorted((a, b) => Math.abs(a.from - from) - Math.abs(b.from - from));
  return start && shiftSince(signal, start);
}

function shiftSince({ categories, expectation, strangers }: Watched, { from, votes, counts }: Start): CategoryShift {
  const { all } = expectation;
  return {
    categories,
    before: { votes: all.votes - votes, counts: counts.map((since, at) => all.counts[at]! - since) },
    since: { votes, counts: [...counts] },
    strangers: strangers.filter(({ at }) => at >= from),
  };
}

/** Counts more votes since, in place. */
export function countSince({ categories, since, strangers }: CategoryShift, votes: readonly Vote[]): void {
  for (const vote of votes) {
    const place = placeAmong(categories, vote.category);
    countVote(since, place);
    if (vote.category !== categories[place]) keepStranger(strangers, vote);
  }
}

/** The share that a category had before, as it is expected of the next vote. */
export const shareBefore = ({ before, categories }: CategoryShift, at: number): number =>
  (before.counts[at]! + 1 / 2) / (before.votes + categories.length / 2);

/** Nobody reads more. */
const most = 10;

/** The categories that moved, of all signals, the clearest first. */
export function movedIn(changes: Partial<Record<SignalName, CategoryShift>>): Moved[] {
  return (Object.entries(changes) as [SignalName, CategoryShift][])
    .flatMap(([signal, change]) => {
      const { votes, counts } = change.since;
      return change.categories.map((category, at) => {
        const seen = counts[at]!;
        const expected = shareBefore(change, at);
        const deviance = nats(seen, votes * expected) + nats(votes - seen, votes * (1 - expected));
        return { signal, category, expected, seen, votes, clearness: Math.sign(seen - votes * expected) * deviance };
      });
    })
    .toSorted((a, b) => Math.abs(b.clearness) - Math.abs(a.clearness))
    .slice(0, most)
    .map(({ seen, ...moved }) => ({
      ...moved,
      ...(moved.category === others && mostlyOf(changes[moved.signal]!.strangers)),
      observed: seen / moved.votes,
      interval: shareInterval(seen, moved.votes, 0.95),
    }));
}

/** Named where it is more than half of them. */
function mostlyOf(strangers: readonly Vote[]): { mostly?: string } {
  const names = strangers.map(({ category }) => category);
  const mostly = names.find((name) => 2 * names.filter((other) => other === name).length > names.length);
  return mostly === undefined ? {} : { mostly };
}

const nats = (seen: number, expected: number): number => (seen === 0 ? 0 : seen * Math.log(seen / expected));
