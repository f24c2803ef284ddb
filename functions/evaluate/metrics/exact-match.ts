/** Exact match: for labels, this is accuracy. */

/** 1 when the answer is the target, white space around either aside; else 0. */
export function exactMatch(answer: string, target: string): number {
  return answer.trim() === target.trim() ? 1 : 0;
}
