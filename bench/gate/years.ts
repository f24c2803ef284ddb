/** Years of a pipeline that is retrained every week: what its gate costs where candidates are worse, and what it lets through. */
import { nextLevel, promiseOf, wrongAtMost, type GateDecision } from '../../core/verdict/history';
import { signTest } from '../../core/verdict/sign-test';
import type { Figure } from '../figure';
import { drawBinomial } from './binomial';
import { chanceFrom } from './models';

const weeks = 52;
/** Held-out rows, and the share of them on which candidate and production differ. */
const rows = 550;
const discordance = 0.15;
const slightlyWorse = -0.005;
const trulyBetter = 0.05;

interface Outcome {
  wins: number;
  losses: number;
}

/** Whether a candidate is promoted, after the decisions before it. */
type Gate = (
  outcome: Outcome,
  history: readonly GateDecision[],
  heldOut: string,
) => Pick<GateDecision, 'level' | 'promoted'>;

/** The shipped rule. */
export const investing: Gate = ({ wins, losses }, history, heldOut) => {
  const { level } = nextLevel(history, heldOut);
  return { level, promoted: signTest({ wins, losses }) <= level };
};

/** The gate that most have, and Landfall had: it compares two averages. */
const averages =
  (minimumGain: number): Gate =>
  ({ wins, losses }) => ({ level: 1, promoted: (wins - losses) / rows >= minimumGain - 1e-9 });

/** One candidate against production on held-out rows. @param gain its true gain in points, 0 to 1 */
function compare(gain: number, random: () => number): Outcome {
  const differing = drawBinomial(rows, discordance, random);
  const wins = drawBinomial(differing, (1 + gain / discordance) / 2, random);
  return { wins, losses: differing - wins };
}

/** A year of candidates, each on held-out rows of its own, in relation to what is in production then. */
function yearOf(gains: readonly number[], gate: Gate, random: () => number): GateDecision[] {
  const history: GateDecision[] = [];
  for (const [week, gain] of gains.entries()) {
    const heldOut = `week-${week}`;
    history.push({ run: heldOut, heldOut, ...gate(compare(gain, random), history, heldOut) });
  }
  return history;
}

interface YearFigures {
  /** Points a year that production loses by candidates that are worse. */
  loss: number;
  /** Of the truly better candidates, the share that is promoted. */
  seen: number;
  wrong: number;
  /** What the promise allows of `wrong`. */
  wrongAtMost: number;
}

/** @param better every so many weeks the candidate is truly better; 0 for never */
export function simulateYears(
  gate: Gate,
  { years, better, seed }: { years: number; better: number; seed: number },
): YearFigures {
  const random = chanceFrom(`years ${seed}`);
  const isBetter = (week: number) => better > 0 && (week + 1) % better === 0;
  const gains = Array.from({ length: weeks }, (_, week) => (isBetter(week) ? trulyBetter : slightlyWorse));
  let [wrong, right, allowed] = [0, 0, 0];
  for (let year = 0; year < years; year++) {
    const history = yearOf(gains, gate, random);
    wrong += history.filter(({ promoted }, week) => promoted && !isBetter(week)).length;
    right += history.filter(({ promoted }, week) => promoted && isBetter(week)).length;
    allowed += wrongAtMost(history);
  }
  const betters = gains.filter((_, week) => isBetter(week)).length * years;
  return {
    loss: (wrong / years) * -slightlyWorse * 100,
    seen: right / betters,
    wrong: wrong / years,
    wrongAtMost: allowed / years,
  };
}

/** How often one of so many candidates, none of them better, is promoted when all are tried on the same held-out rows. */
export function simulateRetries(
  gate: Gate,
  { times, tries, seed }: { times: number; tries: number; seed: number },
): number {
  const random = chanceFrom(`years ${seed}`);
  let promotedOnce = 0;
  for (let time = 0; time < times; time++) {
    const history: GateDecision[] = [];
    while (history.length < tries && !history.at(-1)?.promoted)
      history.push({ run: `${history.length}`, heldOut: 'one', ...gate(compare(0, random), history, 'one') });
    if (history.at(-1)!.promoted) promotedOnce++;
  }
  return promotedOnce / times;
}

/**
 * Tries on one held-out set of candidates of which a share is five points better than production, whatever that is by then.
 * How often anything is promoted wrongly, and how many of the better ones that come right after a promotion are promoted.
 */
export function simulateTries(
  gate: Gate,
  { times, tries, better, seed }: { times: number; tries: number; better: number; seed: number },
): { wrongly: number; seenAfter: number } {
  const random = chanceFrom(`tries ${seed}`);
  let [wrongly, after, seen] = [0, 0, 0];
  for (let time = 0; time < times; time++) {
    const history: GateDecision[] = [];
    let isWrong = false;
    for (let n = 0; n < tries; n++) {
      const isBetter = random() < better;
      const isAfter = history.at(-1)?.promoted === true;
      const decision = gate(compare(isBetter ? trulyBetter : 0, random), history, 'one');
      history.push({ run: `${n}`, heldOut: 'one', ...decision });
      if (!isBetter && decision.promoted) isWrong = true;
      if (!isBetter || !isAfter) continue;
      after++;
      if (decision.promoted) seen++;
    }
    if (isWrong) wrongly++;
  }
  return { wrongly: wrongly / times, seenAfter: seen / after };
}

/**
 * Years on held-out rows that stay the same, as those of a growing dataset do, of which a share is hard enough for a model
 * to be right by chance. Nobody chooses a candidate by the answers before it: it is retrained by itself.
 *
 * @param heldOut what a week's set is called
 */
export function simulateSameRows(
  heldOut: (week: number) => string,
  { years, better, seed }: { years: number; better: number; seed: number },
): Pick<YearFigures, 'wrong' | 'seen' | 'wrongAtMost'> {
  const random = chanceFrom(`same rows ${seed}`);
  // Two models that are right on half of them differ on half of them.
  const hard = rows * 2 * discordance;
  const answers = (chance: number) => Array.from({ length: hard }, () => random() < chance);
  let [wrong, right, allowed, betters] = [0, 0, 0, 0];
  for (let year = 0; year < years; year++) {
    let chance = 0.4;
    let production = answers(chance);
    const history: GateDecision[] = [];
    for (let week = 0; week < weeks; week++) {
      const isBetter = better > 0 && (week + 1) % better === 0;
      const own = chance + (isBetter ? trulyBetter : slightlyWorse) / (2 * discordance);
      const candidate = answers(own);
      const wins = candidate.filter((isRight, row) => isRight && !production[row]).length;
      const losses = production.filter((isRight, row) => isRight && !candidate[row]).length;
      const { level, promoted } = investing({ wins, losses }, history, heldOut(week));
      history.push({ run: `${week}`, heldOut: heldOut(week), level, promoted: promoted! });
      if (isBetter) betters++;
      if (!promoted) continue;
      if (isBetter) right++;
      else wrong++;
      [production, chance] = [candidate, own];
    }
    allowed += wrongAtMost(history);
  }
  return { wrong: wrong / years, seen: right / betters, wrongAtMost: allowed / years };
}

function sameRowsFigures(years: number): Figure[] {
  const byBatch = simulateSameRows((week) => `week-${week}`, { years, better: 26, seed: 5 });
  const byRows = simulateSameRows(() => 'the same rows', { years, better: 26, seed: 5 });
  const { wrong, wrongAtMost: allowed } = byBatch;
  const problem = wrong > allowed ? 'more than its promise' : undefined;
  return [
    {
      name: 'same rows all year, promoted wrongly a year',
      value: wrong,
      unit: '',
      ratio: wrong / allowed,
      against: 'its promise',
      problem,
    },
    { name: 'same rows all year, one in 26 five points better: promoted', value: 100 * byBatch.seen, unit: '%' },
    { name: 'the same, every week a try on the same set: promoted', value: 100 * byRows.seen, unit: '%' },
  ];
}

/** The same level at every decision, whatever was decided before. */
const constant: Gate = ({ wins, losses }) => ({ level: 0.05, promoted: signTest({ wins, losses }) <= 0.05 });

function triesFigures(years: number): Figure[] {
  const { wrongly, seenAfter } = simulateTries(investing, { times: 10 * years, tries: 30, better: 0.3, seed: 6 });
  return [
    {
      name: '30 tries on the same rows, three in ten five points better: any promoted wrongly',
      value: 100 * wrongly,
      unit: '%',
      problem: wrongly > promiseOf().perHeldOut ? 'more than the promise' : undefined,
    },
    { name: 'the same: better ones right after a promotion, promoted', value: 100 * seenAfter, unit: '%' },
  ];
}

const rivals: [string, Gate][] = [
  ['5 % each time', constant],
  ['averages', averages(0)],
  ['averages, minimumGain 0.05', averages(0.05)],
];

/** The figures of the shipped rule, with its rivals beside it, and what it has promised. @param runs 4,000 for 300 years */
export function yearFigures(runs: number): Figure[] {
  const years = Math.ceil((300 * runs) / 4000);
  const beside = (
    name: string,
    unit: string,
    measure: (gate: Gate) => number,
    problemOf: (value: number) => string | undefined,
  ) => {
    const value = measure(investing);
    return [
      { name: `${name}: the gate`, value, unit, problem: problemOf(value) },
      ...rivals.map(([rival, gate]) => ({ name: `${name}: ${rival}`, value: measure(gate), unit })),
    ];
  };
  const seen = (better: number, words: string) =>
    beside(
      `promoted, ${words} five points better`,
      '%',
      (gate) => 100 * simulateYears(gate, { years, better, seed: 2 }).seen,
      (value) => (value < 80 ? 'under 80 %' : undefined),
    );
  const { wrong, wrongAtMost: allowed } = simulateYears(investing, { years, better: 13, seed: 3 });
  return [
    ...beside(
      'lost a year, all half a point worse',
      'points',
      (gate) => simulateYears(gate, { years, better: 0, seed: 1 }).loss,
      (value) => (value > 0.5 ? 'more than half a point' : undefined),
    ),
    ...seen(1, 'all'),
    ...seen(13, 'one in 13'),
    ...seen(52, 'the last of 52'),
    {
      name: 'promoted wrongly a year: the gate',
      value: wrong,
      unit: '',
      ratio: wrong / allowed,
      against: 'its promise',
    },
    ...beside(
      'one of 30 equal ones promoted, same rows',
      '%',
      (gate) => 100 * simulateRetries(gate, { times: 10 * years, tries: 30, seed: 4 }),
      (value) => (value > 100 * promiseOf().perHeldOut ? 'more than the promise' : undefined),
    ),
    ...triesFigures(years),
    ...sameRowsFigures(years),
  ];
}
