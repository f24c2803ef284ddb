/**
 * Whether the model behind an endpoint is still the one that was asked first: a sequential two-sample test of each probe's answers
 * against those before, as a bet whose gain is evidence (an e-process), begun anew each hour and added up (the e-detector of Shin,
 * Ramdas and Rinaldo, arXiv 2203.03532, in Shiryaev's and Roberts' form).
 */
import type { AnswerCounts, Probe } from '../../schemas/generated/types';
import { percent } from '../wording';

/** Answers to each probe that are its reference, before anything is tested. */
const referenceSize = 200;

/**
 * Against a reference without error, an alarm at this comes falsely once in as many hours, 4,166 days, or less often. The reference
 * has an error: its answers are drawn too. The rest of the way to 1,000 days is room for that; npm run bench -- probes measures it.
 */
export const alarmAt = 100_000;

/** Answers after which one counts half for what the model says lately. */
const halfLife = 12;
const fading = 0.5 ** (1 / halfLife);

/** What is known before counts as so many answers of lately: a bet begins at what it bets against. */
const caution = 4;

/** Krichevsky's and Trofimov's half an answer of each kind, so that nothing is impossible. */
const unseen = 0.5;

const total = ({ first, second, other }: AnswerCounts): number => first + second + other;

export const isReferred = ({ counts }: Probe): boolean => total(counts) >= referenceSize;

/** The probe with an answer more in its counts. */
export const withAnswer = (probe: Probe, answer: string): Probe => ({
  ...probe,
  counts: withOneMore(probe.counts, kindOf(probe, answer)),
});

/**
 * An answer is bet on before it is known: what the model has said lately against all that it has ever said.
 * @returns the factor of the bet, below 1 where it is lost, and the probe with the answer in its counts
 */
export function observed(probe: Probe, answer: string): { probe: Probe; factor: number } {
  const { counts, recent } = probe;
  const kind = kindOf(probe, answer);
  const before = (counts[kind] + unseen) / (total(counts) + 3 * unseen);
  const lately = (caution * before + recent[kind]) / (caution + total(recent));
  const { first, second, other } = recent;
  const faded = { first: first * fading, second: second * fading, other: other * fading };
  return { probe: { ...withAnswer(probe, answer), recent: withOneMore(faded, kind) }, factor: lately / before };
}

const kindOf = ({ answers: { first, second } }: Probe, answer: string): keyof AnswerCounts =>
  answer === first ? 'first' : answer === second ? 'second' : 'other';

const withOneMore = (counts: AnswerCounts, kind: keyof AnswerCounts): AnswerCounts => ({
  ...counts,
  [kind]: counts[kind] + 1,
});

/** All that was gained by bets that were begun in this hour or any before it. */
export const afterHour = (evidence: number, factors: readonly number[]): number =>
  Math.min((1 + evidence) * factors.reduce((all, factor) => all * factor, 1), Number.MAX_VALUE);

/** In words, the probe whose answers have changed the most. */
export function largestShift(probes: readonly Probe[]): string {
  const shifts = probes.map(({ question, answers, counts, recent }) => {
    const shares = ({ first, second }: AnswerCounts, of: number): [number, number] => [first / of, second / of];
    const before = shares(counts, total(counts));
    const lately = total(recent) > 0 ? shares(recent, total(recent)) : before;
    const inWords = ([first, second]: [number, number]): string =>
      `"${answers.first}" in ${rounded(first)} and "${answers.second}" in ${rounded(second)}`;
    return {
      by: Math.abs(lately[0] - before[0]) + Math.abs(lately[1] - before[1]),
      text: `"${question}" was answered ${inWords(before)} of ${total(counts)} times, and lately ${inWords(lately)}`,
    };
  });
  return shifts.toSorted((a, b) => b.by - a.by)[0]!.text;
}

const rounded = (share: number): string => percent(Number(share.toFixed(2)));
