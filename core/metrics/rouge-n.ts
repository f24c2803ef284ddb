/** ROUGE-N: how many runs of n words an answer and its reference share (Lin 2004, section 2). */
import { numbered } from './longest-common-subsequence';
import type { MetricKind } from './metric';
import { occurrences, matches, ngramsOf } from './ngrams';
import { createRouge, fMeasure, rougeDefinition, rougeOptions, type RougeOptions } from './rouge';

/** As in rouge_score, texts of fewer than n words share none, even with themselves. */
export const rougeN = (n: number): MetricKind<RougeOptions> => ({
  title: `ROUGE-${n}`,
  ...rougeDefinition,
  options: rougeOptions,
  create: (options) =>
    createRouge(options, (answer, reference, tokensOf) => {
      const texts = numbered([tokensOf(answer), tokensOf(reference)]);
      const { ofSequences, distinct } = [...ngramsOf(texts, n)].at(-1)!;
      const [said, wanted] = ofSequences as [Int32Array, Int32Array];
      const common = matches(occurrences(said, distinct), occurrences(wanted, distinct));
      return fMeasure(common, said.length, wanted.length);
    }),
});
