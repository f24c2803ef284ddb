/**
 * ROUGE-L: how much of the target's wording an answer keeps, in order.
 *
 * C.-Y. Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004, section 3 (sentence level), with beta = 1:
 * the harmonic mean of precision and recall of the longest common subsequence of tokens.
 */
import { tokens } from './tokens';

/** Between 0 and 1; 0 when either text has no token. */
export function rougeL(answer: string, target: string): number {
  const [said, wanted] = [tokens(answer), tokens(target)];
  const common = longestCommonSubsequence(said, wanted);
  if (common === 0) return 0;
  const precision = common / said.length;
  const recall = common / wanted.length;
  return (2 * precision * recall) / (precision + recall);
}

/** The length, by dynamic programming over one row. */
function longestCommonSubsequence(a: string[], b: string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const word of a) {
    const next = [0];
    for (let j = 0; j < b.length; j++) {
      next.push(word === b[j] ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    }
    row = next;
  }
  return row[b.length]!;
}
