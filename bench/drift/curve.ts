/** Power curves: how often a change of any size is called drift within 200 requests, by this warranty and by what is usual, of the same draws. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SignalName } from '../../core/drift/signals';
import { freshDrift, lookForDrift, settleAlarm } from '../../core/drift/warranty';
import { repositoryRoot } from '../../core/root';
import { chanceFrom } from '../../core/verdict/random';
import type { Figure } from '../figure';
import { chartOf, type Curve } from './chart';
import { chiSquared, countsOf, kolmogorovSmirnov, stabilityIndex, type Default } from './defaults';
import { drawFrom, type Pool } from './pool';
import { oneIntent } from './power';
import { feedSessions, quartersInWeek, quartersOf, type Session } from './traffic';

interface Size {
  times: number;
  weekly: number;
}

/** @param isWritten as docs/drift-power.svg, too */
export function curveFigures(pool: Pool, { isWritten, ...size }: Size & { isWritten: boolean }): Figure[] {
  const curves = powerCurves(pool, size);
  if (isWritten) writeFileSync(join(repositoryRoot(), 'docs/drift-power.svg'), chartOf(curves));
  return curves.flatMap(({ name, points }) =>
    points.map(({ size: gained, called }) => ({
      name: `one intent, ${Math.round(100 * gained)} points more: called drift within ${within} requests by ${name}`,
      value: 100 * called,
      unit: '%',
    })),
  );
}

/** Of all requests; of none it is no change. */
const sizes = [0, 0.03, 0.05, 0.1, 0.2];
const weeksBefore = 24;
const within = 200;

const rivals: { name: string; signal: SignalName; isDrift: Default }[] = [
  { name: 'PSI > 0.2, answers', signal: 'outputCategory', isDrift: stabilityIndex },
  { name: 'chi-squared, p < 0.05, answers', signal: 'outputCategory', isDrift: chiSquared },
  { name: 'KS, p < 0.05, their lengths', signal: 'outputLength', isDrift: kolmogorovSmirnov },
];

function powerCurves(pool: Pool, { times, weekly }: Size): Curve[] {
  const names = ['this warranty, all signals', ...rivals.map(({ name }) => name)];
  const called = names.map(() => sizes.map(() => 0));
  for (let time = 0; time < times; time++) {
    const before = quietUntil(pool, `curve ${time}`, weekly);
    for (const [at, size] of sizes.entries()) {
      const chance = chanceFrom(`curve ${time} changes`);
      const { draw } = oneIntent(size)(pool, chance);
      for (const [who, isCalled] of calledAfter(before, quartersOf(weekly, draw, chance, before.until)).entries())
        if (isCalled) called[who]![at]! += 1;
    }
  }
  return names.map((name, who) => ({
    name,
    points: sizes.map((size, at) => ({ size, called: called[who]![at]! / times })),
  }));
}

/** A pipeline after quiet weeks. */
function quietUntil(pool: Pool, seed: string, weekly: number) {
  const chance = chanceFrom(seed);
  const state = freshDrift();
  const quarters = quartersOf(weekly, drawFrom(pool, pool.shares, chance), chance);
  const sessions: Session[] = [];
  for (let quarter = 0; quarter < weeksBefore * quartersInWeek; quarter++) {
    const own = quarters.next().value;
    feedSessions(state, own);
    if (lookForDrift(state, 0)) settleAlarm(state, 'mistaken');
    sessions.push(...own);
  }
  return { state, sessions, until: sessions.at(-1)!.at };
}

/** Whether the requests are called drift, by the warranty and by each of what is usual. */
function calledAfter(before: ReturnType<typeof quietUntil>, quarters: Generator<Session[], never>): boolean[] {
  const state = structuredClone(before.state);
  const now: Session[] = [];
  let isSeen = false;
  for (let requests = 0; requests < within;)
    for (const session of quarters.next().value) {
      requests += session.requests;
      if (requests > within) break;
      now.push(session);
      feedSessions(state, [session]);
      isSeen ||= lookForDrift(state, session.at) !== undefined;
    }
  const votes = (sessions: readonly Session[], signal: SignalName) =>
    countsOf(sessions.flatMap(({ categories }) => categories[signal] ?? []));
  return [isSeen, ...rivals.map(({ signal, isDrift }) => isDrift(votes(before.sessions, signal), votes(now, signal)))];
}
