/** What a change costs, in points of the answers' score: by how good answers of each category are. */
import { normalQuantile } from '../verdict/distributions';
import { shareBefore, type CategoryShift } from './change';
import { placeAmong } from './signal';
import type { SignalName } from './signals';

/** Scores of answers of one category, from 0 to 1: of held-out examples, or by what the category itself says. */
export interface Score {
  answers: number;
  mean: number;
}

export interface Harm {
  /** Of the mean score, as a share. Below nought it is a gain. */
  loss: number;
  /** At least so much of it is shown. */
  atLeast: number;
}

/** A category's score begins as that of so many answers of all: two right ones do not make a hundred. */
const borrowed = 4;

/** Of what was asked before, such a share has to be of categories with a score, or nothing can be said. */
const leastCovered = 0.8;

/**
 * What the mean score loses by the change of shares alone, if answers of each category stay as good as they were: what has become weaker within a
 * category is not in it. A category that had no share in what was scored counts as scored 0: nothing bears out that the model knows it.
 *
 * @param scores by category
 * @param error the chance that `atLeast` is more than the loss
 * @returns undefined where too little of what was asked before has a score
 */
export function harmOf(change: CategoryShift, scores: Record<string, Score>, error: number): Harm | undefined {
  const { categories, since, before } = change;
  const scored = scoresIn(categories, scores);
  const answers = scored.reduce((sum, score) => sum + score.answers, 0);
  const mean = scored.reduce((sum, score) => sum + score.answers * score.mean, 0) / answers;
  const shares = categories.map((_, at) => shareBefore(change, at));
  const covered = shares.reduce((sum, share, at) => sum + (scored[at]!.answers > 0 ? share : 0), 0);
  if (since.votes === 0 || covered < leastCovered) return undefined;
  const by = scored.map((own, at) => {
    const known = own.answers + borrowed;
    const score = own.answers === 0 ? 0 : (own.answers * own.mean + borrowed * mean) / known;
    const now = since.counts[at]! / since.votes;
    return { score, now, was: shares[at]!, moved: shares[at]! - now, doubt: (score * (1 - score)) / known };
  });
  const loss = by.reduce((sum, { score, moved }) => sum + score * moved, 0);
  const variance =
    spreadOf(by.map(({ score, now }) => [score, now])) / since.votes +
    spreadOf(by.map(({ score, was }) => [score, was])) / before.votes +
    by.reduce((sum, { moved, doubt }) => sum + moved ** 2 * doubt, 0);
  return { loss, atLeast: loss + normalQuantile(error) * Math.sqrt(variance) };
}

/** Of each category that is watched; what is none of them is of the others. */
function scoresIn(categories: readonly string[], scores: Record<string, Score>): Score[] {
  const found = categories.map((): Score => ({ answers: 0, mean: 0 }));
  for (const [category, { answers, mean }] of Object.entries(scores)) {
    const score = found[placeAmong(categories, category)]!;
    const all = score.answers + answers;
    score.mean = (score.answers * score.mean + answers * mean) / all;
    score.answers = all;
  }
  return found;
}

/** The variance of scores that come with such chances. */
function spreadOf(scores: [score: number, chance: number][]): number {
  const mean = scores.reduce((sum, [score, chance]) => sum + score * chance, 0);
  return scores.reduce((sum, [score, chance]) => sum + chance * (score - mean) ** 2, 0);
}

/** What retraining is proposed for: so much of the mean score has to be lost at least. */
export const worthRetraining = 0.01;

/** That a proposal is made for no loss is to happen by chance in so few alarms, all signals together. */
const falseProposal = 0.01;

/** Of each signal with scores what its change costs, the clearest loss first. */
export function harmsOf(
  changes: Partial<Record<SignalName, CategoryShift>>,
  scores: Partial<Record<SignalName, Record<string, Score>>>,
): (Harm & { signal: SignalName })[] {
  const scored = (Object.keys(scores) as SignalName[]).filter((signal) => changes[signal] && scores[signal]);
  return scored
    .flatMap((signal) => {
      const harm = harmOf(changes[signal]!, scores[signal]!, falseProposal / scored.length);
      return harm ? [{ signal, ...harm }] : [];
    })
    .toSorted((a, b) => b.atLeast - a.atLeast);
}
