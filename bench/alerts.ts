/** How many of seeded incidents the shipped alert conditions tell of, and how much of what they tell is one. Option: --incidents 200. */
import { parseArgs } from 'node:util';
import { everyMinutes, type AlertMeasure } from '../core/alerts/conditions';
import { judge, type Signal } from '../core/alerts/judge';

import { shareInterval } from '../core/verdict/share-interval';
import type { Figure } from './figure';
import { drawBinomial } from './gate/binomial';
import { chanceFrom } from '../core/verdict/random';

const minute = 60_000;
const day = 1440;
/** Minutes after its end within which an incident may still be told of. */
const grace = 10;

interface Incident {
  /** The condition that is to tell of it. */
  alert: string;
  measure: AlertMeasure;
  /** Minutes that it lasts, and share that is bad in it: drawn between the two. */
  minutes: [number, number];
  share: [number, number];
}

/** By turns. */
const kinds: Record<string, Incident> = {
  outage: { alert: 'answers-fail', measure: 'failed-answers', minutes: [10, 120], share: [1, 1] },
  'part of them fails': { alert: 'answers-fail', measure: 'failed-answers', minutes: [45, 240], share: [0.2, 0.6] },
  'slow burn': { alert: 'answers-fail', measure: 'failed-answers', minutes: [360, 720], share: [0.08, 0.15] },
  'a filter blocks': { alert: 'answers-missing', measure: 'unanswered', minutes: [60, 180], share: [0.85, 1] },
  slow: { alert: 'answers-slow', measure: 'slow-answers', minutes: [60, 180], share: [0.85, 1] },
  'nobody comes through': { alert: 'answers-stopped', measure: 'failed-answers', minutes: [90, 240], share: [0, 0] },
  'a run fails': { alert: 'run-failed', measure: 'failed-runs', minutes: [1, 1], share: [1, 1] },
  'a message dies': { alert: 'dead-letter', measure: 'dead-letters', minutes: [1, 1], share: [1, 1] },
};

/** Bad answers of a healthy day, and harmless blips of a minute or two in which all fail, of each day. */
const healthy: Partial<Record<AlertMeasure, number>> = {
  'failed-answers': 0.002,
  unanswered: 0.01,
  'slow-answers': 0.01,
};
const blips = 2;

interface Told {
  kind: string;
  isFound: boolean;
  delay: number;
  /** Times that a condition came to hold, and of these those that were no incident's. */
  episodes: number;
  isFalse: number;
}

export function benchAlerts(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: { incidents: { type: 'string', default: '200' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const names = Object.keys(kinds);
  const told = Array.from({ length: Number(values.incidents) }, (_, n) => simulate(names[n % names.length]!, n));
  const found = told.filter(({ isFound }) => isFound);
  const episodes = told.reduce((sum, one) => sum + one.episodes, 0);
  const isFalse = told.reduce((sum, one) => sum + one.isFalse, 0);
  const delays = found.map(({ delay }) => delay).toSorted((a, b) => a - b);
  return Promise.resolve([
    ...share('recall: incidents told of', found.length, told.length),
    ...names.flatMap((kind) => {
      const own = told.filter((one) => one.kind === kind);
      return share(`recall: ${kind}`, own.filter(({ isFound }) => isFound).length, own.length).slice(0, 1);
    }),
    ...share('precision: what is told is an incident', episodes - isFalse, episodes),
    { name: 'median minutes from its begin', value: delays[Math.floor(delays.length / 2)] ?? Number.NaN, unit: 'min' },
  ]);
}

function share(name: string, count: number, n: number): Figure[] {
  const [low, high] = shareInterval(count, n, 0.95);
  return [
    { name: `${name} (${count} of ${n})`, value: count / n, unit: 'share' },
    { name: '  95 % interval, from', value: low, unit: 'share' },
    { name: '  95 % interval, to', value: high, unit: 'share' },
  ];
}

/** Eight days of a pipeline, in the last of which it befalls; that day is looked at every five minutes. */
function simulate(kind: string, seed: number): Told {
  const random = chanceFrom(`alerts ${seed}`);
  const between = ([low, high]: [number, number]): number => low + (high - low) * random();
  const { alert, measure, minutes, share: bad } = kinds[kind]!;
  // From a question in two minutes to twenty a minute, at the busiest hour.
  const peak = 0.5 * 40 ** random();
  const begin = 7 * day + Math.round(between([8 * 60, 12 * 60]));
  const end = begin + Math.round(between(minutes));
  const badShare = between(bad);
  const isBlip = new Set(
    Array.from({ length: blips }, () => 7 * day + Math.floor(random() * day)).flatMap((at) => [at, at + 1]),
  );
  const signals: Signal[] = [];
  const add = (of: AlertMeasure, at: number, total: number, count: number): void =>
    void (total > 0 && signals.push({ measure: of, subject: 'p', at: at * minute, total, bad: count }));
  for (let at = 0; at < 8 * day; at++) {
    const isOn = at >= begin && at < end;
    const asked = isOn && alert === 'answers-stopped' ? 0 : poisson(peak * busy(at % day), random);
    for (const [name, usual] of Object.entries(healthy) as [AlertMeasure, number][]) {
      const isBlipped = name === 'failed-answers' && isBlip.has(at);
      add(name, at, asked, drawBinomial(asked, isOn && name === measure ? badShare : isBlipped ? 1 : usual, random));
    }
    if (isOn && minutes[1] === 1) add(measure, at, 1, 1);
  }
  // Earlier days count by their hours alone, and only for what stops.
  const kept = signals.filter(({ at, measure: of }) => at >= (7 * day - 360) * minute || of === 'failed-answers');
  const raised = new Map<string, number[]>();
  for (let at = 7 * day; at < 8 * day; at += everyMinutes)
    for (const one of judge(kept, at * minute))
      if (one.state === 'raised') raised.set(one.alert, [...(raised.get(one.alert) ?? []), at]);
  const looks = raised.get(alert) ?? [];
  const first = looks.find((at) => at >= begin && at <= end + grace);
  const begins = [...raised].flatMap(([name, all]) =>
    all.filter((at, n) => n === 0 || at - all[n - 1]! > everyMinutes).map((at) => ({ name, at })),
  );
  // What goes on into its aftermath is of the incident; anything else is nobody's.
  const isFalse = begins.filter(({ name, at }) => name !== alert || at < begin || at > end + 60).length;
  return { kind, isFound: first !== undefined, delay: (first ?? begin) - begin, episodes: begins.length, isFalse };
}

/** The share of the busiest hour's traffic that a minute of the day has: little at night. */
const busy = (at: number): number => 0.05 + 0.95 * Math.max(0, Math.sin(((at - 360) / (day - 360)) * Math.PI));

/** Knuth's, for means as small as these. */
function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > limit; product *= random()) count += 1;
  return count;
}
