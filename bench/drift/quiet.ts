/** Quiet years: how often the warranty is broken, and what the usual defaults say of the same votes. */
import type { SignalName } from '../../core/drift/signals';
import { freshDrift, lookForDrift, settleAlarm } from '../../core/drift/warranty';
import { shareInterval } from '../../core/verdict/share-interval';
import type { Figure } from '../figure';
import { chanceFrom } from '../../core/verdict/random';
import { chiSquared, countsOf, kolmogorovSmirnov, stabilityIndex, type Counts, type Default } from './defaults';
import { drawFrom, type Pool } from './pool';
import { feedSessions, quartersInWeek, quartersOf, type Draw, type Session } from './traffic';

/** Weeks in which every signal learns; after them the year is counted. */
const weeksBefore = 8;
const weeks = 52;
/** Sessions a week. */
const weekly = 250;
/** Pipelines of which the defaults are asked. */
const mostAsked = 50;

/** A default, asked of every window of so many votes. */
interface Rival {
  name: string;
  signal: SignalName;
  window: number;
  isDrift: Default;
}

const rivals: Rival[] = [
  { name: 'PSI > 0.2, windows of 200 answers', signal: 'outputCategory', window: 200, isDrift: stabilityIndex },
  { name: 'PSI > 0.2, windows of 500 answers', signal: 'outputCategory', window: 500, isDrift: stabilityIndex },
  { name: 'chi-squared, p < 0.05, windows of 200 answers', signal: 'outputCategory', window: 200, isDrift: chiSquared },
  { name: 'KS, p < 0.05, windows of 200 latencies', signal: 'latency', window: 200, isDrift: kolmogorovSmirnov },
];

/** @param years quiet ones, from the first on; a tenth as many with seasons */
export function quietFigures(pool: Pool, { first, years }: { first: number; years: number }): Figure[] {
  const usual = (chance: () => number) => drawFrom(pool, pool.shares, chance);
  const quiet = yearsOf({ first, years }, usual, 'quiet');
  const seasonalYears = Math.ceil(years / 10);
  const seasonal = yearsOf({ first, years: seasonalYears }, (chance) => seasonalDraw(pool, chance), 'seasons');
  const perHundred = (alarms: number, of: number) => (100 * alarms) / (of * weeks);
  const [low, high] = shareInterval(quiet.alarms, years * weeks, 0.95);
  return [
    { name: `alarms in ${years} quiet years`, value: quiet.alarms, unit: '' },
    {
      name: 'alarms in 100 quiet weeks',
      value: perHundred(quiet.alarms, years),
      unit: '',
      problem: low * 100 > 1 ? 'more than one, and more than chance' : undefined,
    },
    { name: 'the same, at most, at 95 %', value: 100 * high, unit: '' },
    { name: 'the same where every weekend is another', value: perHundred(seasonal.alarms, seasonalYears), unit: '' },
    ...rivals.map(({ name }, at) => ({
      name: `quiet windows that are called drift: ${name}`,
      value: (100 * quiet.called[at]!) / quiet.asked[at]!,
      unit: '%',
    })),
  ];
}

/** At weekends half of the intents are asked three times as often as the others. */
function seasonalDraw(pool: Pool, chance: () => number): Draw {
  const atWeekends = pool.shares.map((share, at) => share * (at % 2 ? 1.5 : 0.5));
  const [usual, other] = [drawFrom(pool, pool.shares, chance), drawFrom(pool, atWeekends, chance)];
  return (at) => ([0, 6].includes(new Date(at).getUTCDay()) ? other(at) : usual(at));
}

/** Alarms in so many years, each of a pipeline of its own, looked at every six hours and settled at once. */
function yearsOf(
  { first, years }: { first: number; years: number },
  drawOf: (chance: () => number) => Draw,
  seed: string,
) {
  const found = { alarms: 0, asked: rivals.map(() => 0), called: rivals.map(() => 0) };
  for (let year = first; year < first + years; year++) {
    const chance = chanceFrom(`${seed} ${year}`);
    const state = freshDrift();
    const quarters = quartersOf(weekly, drawOf(chance), chance);
    const windows = rivals.map((rival) => windowsOf(rival));
    for (let quarter = 0; quarter < (weeksBefore + weeks) * quartersInWeek; quarter++) {
      const sessions = quarters.next().value;
      const isCounted = quarter >= weeksBefore * quartersInWeek;
      feedSessions(state, sessions);
      if (lookForDrift(state, 0)) {
        if (isCounted) found.alarms++;
        settleAlarm(state, 'mistaken');
      }
      if (year >= mostAsked) continue;
      for (const [at, ask] of windows.entries())
        for (const isDrift of ask(sessions, isCounted)) {
          found.asked[at]!++;
          if (isDrift) found.called[at]!++;
        }
    }
  }
  return found;
}

/** What a default says of each window that is full, beside all votes that came before the year. */
function windowsOf({ signal, window, isDrift }: Rival) {
  const before: string[] = [];
  let known: Counts | undefined;
  let now: string[] = [];
  return (sessions: readonly Session[], isCounted: boolean): boolean[] => {
    const votes = sessions.flatMap(({ categories }) => categories[signal] ?? []);
    if (!isCounted) {
      before.push(...votes);
      return [];
    }
    known ??= countsOf(before);
    now.push(...votes);
    const said: boolean[] = [];
    for (; now.length >= window; now = now.slice(window)) said.push(isDrift(known, countsOf(now.slice(0, window))));
    return said;
  };
}
