/** Made traffic: sessions in bursts, of which each has one vote, of questions as Banking77 has them. */
import type { SignalName } from '../../core/drift/signals';
import { signalNames } from '../../core/drift/signals';
import type { Vote } from '../../core/drift/signal';
import { feed, type DriftState } from '../../core/drift/warranty';
import type { Categories } from './requests';

const hour = 3_600_000;
const quarter = 6 * hour;
export const quartersInWeek = 28;
/** Business of all hours of a week together. */
const meanWeek = 168 * 1.08;
/** A Monday. */
const start = Date.parse('2026-11-30T00:00:00Z');

/** One session in twenty asks again, the same thing, up to so many times within its hour. */
const repeating = 0.05;
const mostRepeats = 6;

export interface Session {
  at: number;
  /** What its vote says. */
  categories: Categories;
  /** Requests in it. */
  requests: number;
}

/** Who asks what: a session's categories. */
export type Draw = (at: number) => Categories;

/** How busy an hour is beside the others of a week: working hours more than nights and weekends, one hour in fifty five times as much. */
function business(at: number, chance: () => number): number {
  const hours = Math.floor(at / hour);
  const [ofDay, ofWeek] = [hours % 24, (Math.floor(hours / 24) + 3) % 7];
  const usual = (ofDay >= 8 && ofDay < 20 ? 1.6 : 0.4) * (ofWeek < 5 ? 1.2 : 0.5);
  return usual * (0.5 + chance()) * (chance() < 0.02 ? 5 : 1);
}

/** Six hours at a time, the sessions of a pipeline that has so many a week on average, without end. @param from milliseconds since 1970 */
export function* quartersOf(
  weekly: number,
  draw: Draw,
  chance: () => number,
  from = start,
): Generator<Session[], never> {
  const sessionsOf = (begun: number): Session[] =>
    arrivals((weekly / meanWeek) * business(begun, chance), chance).map((share) => {
      const at = begun + Math.floor(share * hour);
      const requests = chance() < repeating ? 2 + Math.floor(chance() * mostRepeats) : 1;
      return { at, categories: draw(at), requests };
    });
  for (let at = from; ; at += quarter)
    yield Array.from({ length: 6 }, (_, hours) => sessionsOf(at + hours * hour)).flat();
}

/** A Poisson process of an hour, as shares of it. */
function arrivals(mean: number, chance: () => number): number[] {
  const found: number[] = [];
  for (let at = 0; ;) {
    at -= Math.log(1 - chance()) / mean;
    if (at >= 1) return found;
    found.push(at);
  }
}

/** Feeds every signal with its votes of some sessions. */
export function feedSessions(state: DriftState, sessions: readonly Session[]): void {
  for (const name of signalNames) {
    const votes = votesIn(sessions, name);
    if (votes.length > 0) feed(state, name, votes);
  }
}

const votesIn = (sessions: readonly Session[], name: SignalName): Vote[] =>
  sessions.flatMap(({ at, categories }) => {
    const category = categories[name];
    return category === undefined ? [] : [{ at, category }];
  });
