/** What a run's tuning, evaluation and answers cost on Google Cloud, by the tokens that its dataset version has. */
import type { BaseModel } from '../catalog';
import { loadModelPrices } from '../catalog/prices';
import { besidesPrices } from '../operations/runs/besides';
import { machineHoursOf, priceOf, searchingPrices, type Price } from '../core/price';
import { probingPrices } from '../core/probes/price';
import { searchToolOf } from '../core/grounding/spec';
import { repositoryRoot } from '../core/root';
import { tokenCountsOf, workloadOf, type Workload } from '../core/workload';
import type { Configuration } from '../schemas/generated/types';
import type { RunView } from '../operations/runs/run-view';

/** Undefined until transform has counted the tokens, which is before tuning begins. */
export function priceRun({ record, versioned, findings: { card } }: RunView): Price | undefined {
  const { configuration } = record;
  if (!card || card.statistics.length === 0 || !configuration) return undefined;
  return priceWorkload(configuration, workloadOf(configuration, tokenCountsOf(card), versioned?.tokenRatios));
}

/** At today's prices of the catalog. */
export function priceWorkload(configuration: Configuration, workload: Workload): Price {
  const { maximumExamples: mostAsked, batchAbove = Infinity } = configuration.pipeline.evaluation;
  const search = searchToolOf(configuration.pipeline);
  const isMuch = !search && Math.min(workload.base?.heldOut.examples ?? 0, mostAsked) > batchAbove;
  const isInBatch = (base: string, isTuned: boolean): boolean => {
    const { batchPrediction = [] } = (configuration.baseModels[base] ?? {}) as Partial<BaseModel>;
    return isMuch && batchPrediction.includes(isTuned ? 'tuned' : 'base');
  };
  const machineHours = machineHoursOf(configuration.pipeline);
  const prices = loadModelPrices(repositoryRoot());
  const besides = besidesPrices(configuration, prices);
  const searching = searchingPrices(configuration, prices);
  const probing = probingPrices(configuration, prices);
  return {
    ...priceOf({ ...workload, mostAsked, isInBatch, machineHours, search }, prices),
    ...(besides.length > 0 && { besides }),
    ...(searching.length > 0 && { searching }),
    ...(probing.length > 0 && { probing }),
  };
}
