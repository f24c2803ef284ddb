/** What a change costs, in points of the answers' score: by how good answers to requests of each kind are. */
import { normalQuantile } from '../verdict/distributions';
import { chanceFrom, normalFrom } from '../verdict/random';
import { shareBefore, type CategoryShift } from './change';
import { isHandled, tellsOfAnswers } from './handled';
import { meansOfKinds, sharesOfKinds, type Cell } from './kinds';
import { placeAmong } from './signal';
import type { SignalName } from './signals';

/** Scores from 0 to 1 of answers to held-out examples of one kind that a signal sees as one category, or what the category itself says. */
export interface Score {
  kind: string;
  category: string;
  answers: number;
  mean: number;
}

export interface Harm {
  /** Of the mean score, as a share. Below nought it is a gain. */
  loss: number;
  /** At least so much of it is shown. */
  atLeast: number;
}

/** A kind's score begins as that of so many answers of all: two right ones do not make a hundred. */
const borrowed = 4;

/** Of what was asked before, such a share has to be of categories with a score, or nothing can be said. */
const leastCovered = 0.8;

/** Draws of what else may be so, by which the loss is doubted. */
const draws = 60;

/**
 * What the mean score loses by the change of shares alone, if requests of each kind are seen and answered as before: what has become weaker within a
 * kind is not in it. A category that nothing scored was seen as is a kind of its own, scored 0: nothing bears out that the model knows it.
 *
 * @param error the chance that `atLeast` is more than the loss
 * @returns undefined where too little of what was asked before has a score
 */
export function harmOf(change: CategoryShift, scores: readonly Score[], error: number): Harm | undefined {
  const { categories, before, since } = change;
  const scored = new Set(scores.map(({ category }) => placeAmong(categories, category)));
  const covered = [...scored].reduce((sum, at) => sum + shareBefore(change, at), 0);
  if (since.votes === 0 || before.votes === 0 || covered < leastCovered) return undefined;
  const cells = cellsOf(categories, scores);
  const loss = lossBetween(cells, before.counts, since.counts);
  const normal = normalFrom(chanceFrom('harm'));
  const doubted = (shape: number): number => gamma(shape, normal());
  const variance = Array.from({ length: draws }, () => {
    const maybe = cells.map((cell) => ({ ...cell, good: doubted(cell.good), bad: doubted(cell.bad) }));
    return (lossBetween(maybe, before.counts.map(doubted), since.counts.map(doubted)) - loss) ** 2 / draws;
  }).reduce((sum, square) => sum + square);
  return { loss, atLeast: loss + normalQuantile(error) * Math.sqrt(variance) };
}

function lossBetween(cells: readonly Cell[], before: readonly number[], since: readonly number[]): number {
  const [was, is] = [sharesOfKinds(cells, before), sharesOfKinds(cells, since)];
  return meansOfKinds(cells).reduce((sum, mean, kind) => sum + mean * (was[kind]! - is[kind]!), 0);
}

/** What is none of the categories that are watched is of the others. */
function cellsOf(categories: readonly string[], scores: readonly Score[]): Cell[] {
  const all = scores.reduce((sum, { answers }) => sum + answers, 0);
  const mean = scores.reduce((sum, score) => sum + score.answers * score.mean, 0) / all;
  const sizes = new Map<string, number>();
  for (const { kind, answers } of scores) sizes.set(kind, (sizes.get(kind) ?? 0) + answers);
  const kinds = new Map([...sizes.keys()].map((kind, number) => [kind, number]));
  const cells = scores.map(({ kind, category, answers, mean: own }): Cell => {
    const lent = (borrowed * answers) / sizes.get(kind)!;
    return {
      kind: kinds.get(kind)!,
      category: placeAmong(categories, category),
      good: answers * own + lent * mean,
      bad: answers * (1 - own) + lent * (1 - mean),
    };
  });
  const scored = new Set(cells.map(({ category }) => category));
  const unknown = [...categories.keys()].filter((category) => !scored.has(category));
  return [...cells, ...unknown.map((category, at) => ({ kind: kinds.size + at, category, good: 0, bad: 1 }))];
}

/** A number of the gamma distribution with that mean and variance, so that shares of several are Dirichlet's (Wilson and Hilferty 1931). */
const gamma = (shape: number, normal: number): number =>
  shape === 0 ? 0 : shape * Math.max(1 - 1 / (9 * shape) + normal / (3 * Math.sqrt(shape)), 0) ** 3;

/** What retraining is proposed for: so much of the mean score has to be lost. */
const worthRetraining = 0.01;

/** That a proposal is made for no loss is to happen by chance in so few alarms, all signals together. */
const falseProposal = 0.01;

/**
 * The clearest loss that is worth a retraining: a point or more by the estimate, and shown to be a loss. What tells of questions alone counts
 * only where answers have changed as well.
 */
export function proposedFor(
  changes: Partial<Record<SignalName, CategoryShift>>,
  scores: Partial<Record<SignalName, readonly Score[]>>,
): (Harm & { signal: SignalName }) | undefined {
  const scored = (Object.keys(scores) as SignalName[]).filter((signal) => changes[signal] && scores[signal]);
  const handled = isHandled(changes);
  return scored
    .filter((signal) => !handled || tellsOfAnswers(signal))
    .flatMap((signal) => {
      const harm = harmOf(changes[signal]!, scores[signal]!, falseProposal / scored.length);
      return harm && harm.loss >= worthRetraining && harm.atLeast > 0 ? [{ signal, ...harm }] : [];
    })
    .toSorted((a, b) => b.atLeast - a.atLeast)[0];
}
