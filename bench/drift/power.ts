/** Changes that are planted: after how many requests they are seen, and whether the alarm names them. */
import { movedIn } from '../../core/drift/change';
import type { SignalName } from '../../core/drift/signals';
import { freshDrift, lookForDrift, settleAlarm } from '../../core/drift/warranty';
import { shareInterval } from '../../core/verdict/share-interval';
import type { Figure } from '../figure';
import { chanceFrom } from '../../core/verdict/random';
import { drawFrom, type Pool } from './pool';
import { feedSessions, quartersInWeek, quartersOf, type Draw } from './traffic';

/** What changes, and how the clearest category that moved is to be called. */
export interface Planted {
  draw: Draw;
  /** None where no category by itself stands for it. */
  slice?: { signal: SignalName; category: string };
}

export type Plant = (pool: Pool, chance: () => number) => Planted;

/** @param points of all requests that one intent gains, at the expense of all others */
export const oneIntent =
  (points: number): Plant =>
  (pool, chance) => {
    const chosen = Math.floor(chance() * pool.shares.length);
    const rest = 1 - pool.shares[chosen]!;
    const shares = pool.shares.map((share, at) => (at === chosen ? share + points : share * (1 - points / rest)));
    const category = pool.intents[chosen]!;
    return { draw: drawFrom(pool, shares, chance), slice: { signal: 'outputCategory', category } };
  };

/** @param points that half of the intents gain together, each as much as the others of them */
export const halfOfIntents =
  (points: number): Plant =>
  (pool, chance) => {
    const order = pool.shares.map((_, at) => ({ at, draw: chance() })).toSorted((a, b) => a.draw - b.draw);
    const gaining = new Set(order.slice(0, Math.ceil(order.length / 2)).map(({ at }) => at));
    const rest = pool.shares.reduce((sum, share, at) => sum + (gaining.has(at) ? 0 : share), 0);
    const shares = pool.shares.map((share, at) =>
      gaining.has(at) ? share + points / gaining.size : share * (1 - points / rest),
    );
    return { draw: drawFrom(pool, shares, chance) };
  };

/** @param part of the requests that is another than before */
export const changed =
  (change: 'language' | 'format', part: number, slice: Planted['slice']): Plant =>
  (pool, chance) => {
    const [usual, other] = [drawFrom(pool, pool.shares, chance), drawFrom(pool, pool.shares, chance, change)];
    return { draw: (at) => (chance() < part ? other(at) : usual(at)), ...(slice && { slice }) };
  };

export interface Seen {
  /** Requests until the alarm; Infinity where there was none in time. */
  requests: number;
  /** Whether the planted slice is among the three clearest. */
  isNamed: boolean;
}

/** How long a pipeline was quiet before. */
const weeksBefore = 24;

/** Plants a change, and looks after every session. @param most requests to look at */
export function plant(
  pool: Pool,
  how: Plant,
  { times, weekly, most, seed }: { times: number; weekly: number; most: number; seed: string },
): Seen[] {
  const chance = chanceFrom(seed);
  return Array.from({ length: times }, () => {
    const { draw, slice } = how(pool, chance);
    const state = freshDrift();
    let drawNow = drawFrom(pool, pool.shares, chance);
    const quarters = quartersOf(weekly, (at) => drawNow(at), chance);
    for (let quarter = 0; quarter < weeksBefore * quartersInWeek; quarter++) {
      feedSessions(state, quarters.next().value);
      if (lookForDrift(state, 0)) settleAlarm(state, 'mistaken');
    }
    drawNow = draw;
    let requests = 0;
    for (;;)
      for (const session of quarters.next().value) {
        feedSessions(state, [session]);
        requests += session.requests;
        const alarm = lookForDrift(state, session.at);
        if (!alarm && requests < most) continue;
        const named = alarm ? movedIn(alarm.changes).slice(0, 3) : [];
        const isNamed = named.some(
          ({ signal, category, mostly = category }) => signal === slice?.signal && mostly === slice.category,
        );
        return { requests: alarm ? requests : Infinity, isNamed };
      }
  });
}

/** A change, what may be asked of it, and in how many requests it has to be seen, where that is promised. */
const planted: { name: string; how: Plant; within?: number; most: number }[] = [
  ...[0.03, 0.05, 0.1, 0.2].map((points) => ({
    name: `one intent, ${100 * points} points more`,
    how: oneIntent(points),
    most: 2000,
    ...(points === 0.1 && { within: 200 }),
  })),
  ...[0.1, 0.2, 0.3].map((points) => ({
    name: `half of the intents, ${100 * points} points more`,
    how: halfOfIntents(points),
    most: 4000,
    ...(points === 0.2 && { within: 750 }),
  })),
  ...[0.2, 0.5].flatMap((part) => [
    {
      name: `another language, of ${100 * part} % of the questions`,
      how: changed('language', part, { signal: 'inputLanguage', category: 'de' }),
      most: 300,
      within: 50,
    },
    {
      name: `another format, of ${100 * part} % of the answers`,
      how: changed('format', part, { signal: 'outputFormat', category: 'JSON' }),
      most: 300,
      within: 50,
    },
  ]),
];

/** @param times that each change is planted */
export function powerFigures(pool: Pool, times: number, weekly: number): Figure[] {
  return planted.flatMap(({ name, how, within, most }): Figure[] => {
    const seen = plant(pool, how, { times, weekly, most, seed: name });
    const delays = seen.map(({ requests }) => requests).toSorted((a, b) => a - b);
    const figures = [0.5, 0.95].map((share) => ({
      name: `${name}: requests until it is seen, ${share === 0.5 ? 'median' : '19 of 20'}`,
      value: delays[Math.ceil(share * times) - 1]!,
      unit: 'requests',
    }));
    if (within !== undefined) {
      const inTime = delays.filter((requests) => requests <= within).length;
      figures.push(shareFigure(`${name}: seen within ${within}`, inTime, times));
    }
    const alarmed = seen.filter(({ requests }) => requests < Infinity);
    const named = alarmed.filter(({ isNamed }) => isNamed).length;
    const isOneSlice = how(pool, chanceFrom(name)).slice !== undefined;
    return isOneSlice
      ? [...figures, shareFigure(`${name}: named among the first three`, named, alarmed.length)]
      : figures;
  });
}

/** A share in percent, which is to be 95 or more: a problem where it is shown to be less. */
export function shareFigure(name: string, count: number, n: number): Figure {
  const [low, high] = shareInterval(count, n, 0.95).map((share) => Math.round(1000 * share) / 10);
  const problem = high! < 95 ? 'under 95 %, and by more than chance' : undefined;
  return { name: `${name} (${low} to ${high})`, value: (100 * count) / n, unit: '%', problem };
}
