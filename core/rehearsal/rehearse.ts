/** The next quarter of a pipeline, played before anything is deployed: its own rules, rows, budget and bases, hour by hour on a clock that is passed in. */
import type { Configuration } from '../../schemas/generated/types';
import { expectedRunDays } from '../retirement/schedule';
import { chanceFrom } from '../verdict/random';
import { percent, thousands } from '../wording';
import { openBooks, type RunPrice, type Month } from './books';
import { watchDrift, type DriftSeen } from './drift-watch';
import { playHour } from './hour';
import type { Happening, Quarter, ServedBase } from './quarter';
import { beginRun, ownServed } from './runs';
import { trafficFrom, type Traffic } from './traffic';
import { whatToDecide } from './what-to-decide';

export interface Rehearsed {
  configuration: Configuration;
  /** Of the deployment, as us-central1. */
  region: string;
  from: Date;
  weeks: number;
  /** The same one plays the same quarter. */
  seed: string;
  traffic: Traffic;
  /** Share of the answers that people correct or approve. */
  ratedShare: number;
  /** Share of the runs that are better than production. */
  betterShare: number;
  /** What a run costs, by the base that it is for: the pipeline's own, and whatever may take its place. */
  prices: Record<string, RunPrice>;
  /** What is in production already, and when its run began (ISO 8601). */
  production?: (ServedBase & { run: string; createdAt: string }) | undefined;
  /** US dollars that earlier runs hold of the first month's budget. */
  spent: number;
  /** Ends of models that it stands on, in words, as far as they are known. */
  ends: Happening[];
}

export interface Rehearsal {
  pipeline: string;
  /** ISO 8601. */
  from: string;
  until: string;
  requests: { asked: number; unanswered: number };
  /** In the order of their time. */
  happenings: Happening[];
  months: Month[];
  drift: DriftSeen;
  /** What a person has to decide, in words; the most urgent first. */
  decide: string[];
  /** What it rests on, in words. */
  assumed: string[];
}

const hour = 3_600_000;

/** Pure: nothing is started, and no model is asked. */
export function playQuarter(rehearsed: Rehearsed): Rehearsal {
  const { configuration, from, weeks, ends } = rehearsed;
  const until = new Date(from.getTime() + weeks * 7 * 24 * hour);
  const quarter = openQuarter(rehearsed);
  for (let at = from.getTime(); at < until.getTime(); at += hour) playHour(quarter, new Date(at));
  const months = quarter.books.months();
  const within = ends.filter(({ at }) => at < until.toISOString());
  return {
    pipeline: configuration.pipeline.name,
    from: from.toISOString(),
    until: until.toISOString(),
    requests: {
      asked: months.reduce((sum, { requests }) => sum + requests, quarter.unanswered),
      unanswered: quarter.unanswered,
    },
    happenings: [...quarter.happenings, ...within].toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))),
    months,
    drift: quarter.drift.seen(),
    decide: whatToDecide(quarter),
    assumed: assumptions(rehearsed, quarter),
  };
}

/** With the first run, where nothing is in production. */
function openQuarter(rehearsed: Rehearsed): Quarter {
  const { configuration, region, from, prices, ratedShare, betterShare, traffic, seed, production } = rehearsed;
  const { name, tuning } = configuration.pipeline;
  const chance = chanceFrom(`${seed} runs`);
  const quarter: Quarter = {
    configuration,
    region,
    prices,
    runDays: expectedRunDays([]),
    isBetter: () => chance() < betterShare,
    ratedShare,
    nextHour: trafficFrom(traffic, `${seed} traffic`),
    books: openBooks(name, tuning.budget, { at: from, amount: rehearsed.spent }),
    drift: watchDrift(traffic.shift?.from),
    runs: [],
    requests: [],
    answersSinceRun: 0,
    unanswered: 0,
    happenings: [],
  };
  if (!production) {
    beginRun(quarter, from);
    return quarter;
  }
  const { run, createdAt, ...served } = production;
  const status = 'deployed' as const;
  const before = {
    run,
    createdAt,
    status,
    batch: '',
    hasVersion: true,
    configuration: configuration.digest,
    endsAt: from.getTime(),
  };
  return { ...quarter, production: served, runs: [{ ...before, ...served }] };
}

function assumptions(
  { configuration, traffic, seed, ratedShare, betterShare, production, prices }: Rehearsed,
  quarter: Quarter,
): string[] {
  const { base } = ownServed(quarter);
  const unpriced = [...new Set(quarter.runs.flatMap((run) => prices[run.base]?.unpriced ?? []))];
  return [
    `requests come evenly, ${thousands(traffic.requestsPerWeek)} a week, each a row drawn at random of ${thousands(traffic.rows.length)} (seed ${seed})`,
    `a run takes ${quarter.runDays} days until it ends, and ${percent(betterShare)} of them are better than production`,
    production
      ? `${production.base} is in production since ${production.run}`
      : `the first run is deployed, on ${base}`,
    `people correct or approve ${percent(ratedShare)} of the answers`,
    'nobody decides on what is suggested, settles an alarm or changes the pipeline; no date of a model moves',
    'drift is watched by what rows tell (words and length of the question, the answer and its length), and asks for no retraining',
    ...(unpriced.length > 0 ? [`no price is known of ${unpriced.join(', ')}: the budget does not count it`] : []),
    ...(configuration.pipeline.serving.chain ? ['what other steps of the chain ask is not in the money'] : []),
  ];
}
