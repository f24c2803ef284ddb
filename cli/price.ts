/** What a run's tuning, evaluation and answers cost on Google Cloud, by the tokens that its dataset version has. */
import type { BaseModel } from '../catalog';
import { loadModelPrices } from '../catalog/prices';
import { tunedCandidates } from '../core/candidates';
import { priceOf, type Amount, type Price } from '../core/price';
import { repositoryRoot } from '../core/root';
import type { DatasetCard } from '../schemas/generated/types';
import type { RunView } from './run-view';

/** Undefined until transform has counted the tokens, which is before tuning begins. */
export function priceRun({ record, findings: { card } }: RunView): Price | undefined {
  const { configuration } = record;
  if (!card || card.statistics.length === 0 || !configuration) return undefined;
  const { evaluation } = configuration.pipeline;
  const candidates = tunedCandidates(configuration);
  if (candidates.length === 0) return undefined;
  const [training, heldOut] = [amountOf(card, 'train'), amountOf(card, 'evaluation')];
  const mostAsked = evaluation.maximumExamples;
  const { baseModels } = configuration;
  const isMuch = Math.min(heldOut.examples, mostAsked) > (evaluation.batchAbove ?? Infinity);
  const isInBatch = (base: string, isTuned: boolean): boolean => {
    const { batchPrediction = [] } = (baseModels[base] ?? {}) as Partial<BaseModel>;
    return isMuch && batchPrediction.includes(isTuned ? 'tuned' : 'base');
  };
  return priceOf({ candidates, training, heldOut, mostAsked, isInBatch }, loadModelPrices(repositoryRoot()));
}

/** Tokens of one split of a version. */
export function amountOf({ statistics }: DatasetCard, split: 'train' | 'evaluation'): Amount {
  const found = statistics.find((each) => each.split === split);
  return {
    examples: found?.examples ?? 0,
    promptTokens: found?.promptTokens.total ?? 0,
    targetTokens: found?.targetTokens.total ?? 0,
  };
}
