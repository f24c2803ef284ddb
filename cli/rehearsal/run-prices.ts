/** What the runs of a rehearsal cost: the plan's own price, of the pipeline as it is and of one that tries another base. */
import type { BaseModel } from '../../catalog';
import { unpricedBases } from '../../core/price';
import type { RunPrice } from '../../core/rehearsal/books';
import type { AskedRow } from '../../core/rehearsal/traffic';
import { withSuccessor } from '../../core/retirement/candidates';
import type { TokenRatio } from '../../core/token-ratios';
import { candidatesOf } from '../../core/candidates';
import { workloadOf, type Amount, type Counts } from '../../core/workload';
import type { Configuration } from '../../schemas/generated/types';
import { frozenPrice } from '../../operations/pipelines/budget';

/** By the base that a run is for: its own, and every other that the pipeline was compiled with. */
export function runPricesOf(
  configuration: Configuration,
  counts: Counts,
  ratios: TokenRatio[] = [],
): Record<string, RunPrice> {
  const own = candidatesOf(configuration)[0]!.base;
  const models = Object.values(configuration.baseModels as unknown as Record<string, BaseModel>);
  return Object.fromEntries(
    models.map(({ id }) => [
      id,
      runPriceOf(id === own ? configuration : withSuccessor(configuration, id), counts, ratios),
    ]),
  );
}

function runPriceOf(configuration: Configuration, counts: Counts, ratios: TokenRatio[]): RunPrice {
  const { tuned, evaluation } = frozenPrice(configuration, workloadOf(configuration, counts, ratios));
  const unpriced = unpricedBases(configuration).map((base) => `tuning ${base}`);
  return {
    amount: tuned + (evaluation?.amount ?? 0),
    unpriced: [...unpriced, ...(evaluation && evaluation.amount === null ? ['the evaluation'] : [])],
  };
}

/** As transform would count them, a token for each four bytes, split as the pipeline says. */
export function countsOf(rows: AskedRow[], { pipeline }: Configuration): Counts {
  const { evaluationShare, validationShare } = pipeline.training.split;
  const all = rows.reduce<Amount>(
    ({ promptTokens, targetTokens }, { asked, answered }) => ({
      examples: rows.length,
      promptTokens: promptTokens + Math.ceil(asked / 4),
      targetTokens: targetTokens + Math.ceil(answered / 4),
    }),
    { examples: 0, promptTokens: 0, targetTokens: 0 },
  );
  const part = (share: number): Amount => ({
    examples: Math.round(all.examples * share),
    promptTokens: Math.round(all.promptTokens * share),
    targetTokens: Math.round(all.targetTokens * share),
  });
  return new Map([['', { train: part(1 - evaluationShare - validationShare), evaluation: part(evaluationShare) }]]);
}
