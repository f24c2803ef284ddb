/** ROUGE-L: how much of the reference's wording an answer keeps, in order (Lin 2004, section 3.1). */
import { commonLength, numbered } from './longest-common-subsequence';
import type { MetricKind } from './metric';
import { createRouge, fMeasure, rougeDefinition, rougeOptions, type RougeOptions } from './rouge';

/** Between 0 and 1, the same whichever text comes first. */
export const rougeL: MetricKind<RougeOptions> = {
  title: 'ROUGE-L',
  ...rougeDefinition,
  options: rougeOptions,
  create: (options) =>
    createRouge(options, (answer, reference, tokensOf) => {
      const [said, wanted] = numbered([tokensOf(answer), tokensOf(reference)]) as [Int32Array, Int32Array];
      return fMeasure(commonLength(said, wanted), said.length, wanted.length);
    }),
};
