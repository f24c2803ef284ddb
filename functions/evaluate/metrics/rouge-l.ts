/**
 * ROUGE-L: how much of the target's wording an answer keeps, in order.
 *
 * C.-Y. Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004, section 3 (sentence level), with beta = 1:
 * the harmonic mean of precision and recall of the longest common subsequence of words.
 */
import { folded, comparedWords } from '../../../core/words';

/**
 * Between 0 and 1, the same whichever text comes first; 1 for equal texts. Texts without a word, of punctuation or of nothing,
 * are compared whole: an answer of nothing meets a target of nothing, and no other.
 */
export function rougeL(answer: string, target: string): number {
  const [said, wanted] = [comparedWords(answer), comparedWords(target)];
  if (said.length + wanted.length === 0) return folded(answer).trim() === folded(target).trim() ? 1 : 0;
  // 2PR / (P + R) with P = common / said and R = common / wanted.
  return (2 * longestCommonSubsequence(said, wanted)) / (said.length + wanted.length);
}

/** The length, by dynamic programming over one row; by numbers in place of words, since texts may have ten thousand characters. */
function longestCommonSubsequence(a: string[], b: string[]): number {
  const numbers = new Map<string, number>();
  const numbered = (words: string[]) =>
    Int32Array.from(words, (word) => {
      if (!numbers.has(word)) numbers.set(word, numbers.size);
      return numbers.get(word)!;
    });
  const [across, down] = [numbered(b), numbered(a)];
  const row = new Int32Array(across.length + 1);
  for (const word of down) {
    let diagonal = 0;
    for (let j = 0; j < across.length; j++) {
      const above = row[j + 1]!;
      row[j + 1] = word === across[j] ? diagonal + 1 : Math.max(above, row[j]!);
      diagonal = above;
    }
  }
  return row[across.length]!;
}
