/** ROUGE-N: how many runs of n words an answer and its reference share (Lin 2004, section 2). */
import { numbered } from './longest-common-subsequence';
import type { MetricKind } from './metric';
import { createCommonNgrams, ngramCount } from './ngrams';
import { createRouge, fMeasure, rougeDefinition, rougeOptions, type RougeOptions } from './rouge';

/** As in rouge_score, texts of fewer than n words share none, even with themselves. */
export const rougeN = (n: number): MetricKind<RougeOptions> => ({
  title: `ROUGE-${n}`,
  ...rougeDefinition,
  options: rougeOptions,
  create: (options) => {
    const commonNgrams = createCommonNgrams();
    return createRouge(options, (answer, reference, tokensOf) => {
      const [said, wanted] = numbered([tokensOf(answer), tokensOf(reference)]) as [Int32Array, Int32Array];
      const common = commonNgrams(said, [wanted], n).at(-1)!;
      return fMeasure(common, ngramCount(said.length, n), ngramCount(wanted.length, n));
    });
  },
});
