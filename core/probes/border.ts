/**
 * Finding the questions on which a model wavers between two answers: border inputs, which tell the most of a change for each token
 * (Chauvin et al. 2026, arXiv 2602.11083).
 */
import type { Probe } from '../../schemas/generated/types';

/** Answers to each question at first: where they are the same it is given up. */
export const glances = 2;
/** Answers to those that are left, by which they are chosen. */
export const trials = 8;

export const mayWaver = (answers: readonly string[]): boolean => new Set(answers).size > 1;

const none: Probe['counts'] = { first: 0, second: 0, other: 0 };

/**
 * A probe, where a few answers are nearly all of two kinds and neither is rare; its own reference is asked for afresh, for those
 * that it was chosen by are nearer to an even split than the truth is.
 */
export function borderProbe(question: string, answers: readonly string[]): Probe | undefined {
  const times = new Map<string, number>();
  for (const answer of answers) times.set(answer, (times.get(answer) ?? 0) + 1);
  const [[first, most] = ['', 0], [second, next] = ['', 0]] = [...times].toSorted(([, a], [, b]) => b - a);
  const isBorder = next >= answers.length / 4 && most + next >= answers.length - 1;
  return isBorder ? { question, answers: { first, second }, counts: none, recent: none } : undefined;
}
