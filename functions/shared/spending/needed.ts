/** What a run needs committed before its first job: each tuning, and all of its evaluation, at the prices it is frozen with. */
import { searchToolOf } from '../../../core/grounding/spec';
import { frozenPrices, machineHoursOf, priceOf } from '../../../core/price';
import { evaluationEntry, heldForBill, tuningEntry, type MoneyClaim } from '../../../core/spending';
import type { Workload } from '../../../core/workload';
import type { Run, TunedCandidate } from '../../../schemas/generated/types';
import { jobKey } from '../models/first-jobs';
import { configurationOf } from '../stage/ledger';

export interface Needed {
  /** One for each tuning whose price is known and not nothing. */
  tuning: MoneyClaim[];
  /** Absent where it costs nothing, or a price is not known. */
  evaluation?: MoneyClaim;
}

/**
 * @param dataset version of it
 * @param candidates that are to be tuned now, such as those of a rung, with the epochs of their jobs
 */
export function neededBy(
  run: Run,
  workload: Workload,
  dataset: string,
  candidates: Pick<TunedCandidate, 'id' | 'epochs'>[],
): Needed {
  const configuration = configurationOf(run);
  const { maximumExamples: mostAsked } = configuration.pipeline.evaluation;
  const machineHours = machineHoursOf(configuration.pipeline);
  const epochs = new Map(candidates.map((candidate) => [candidate.id, candidate.epochs]));
  const now = workload.candidates.map((load) => ({ ...load, epochs: epochs.get(load.id) ?? 0 }));
  const search = searchToolOf(configuration.pipeline);
  const asked = { ...workload, candidates: now, mostAsked, machineHours, search };
  const { tuning, evaluation } = priceOf(asked, frozenPrices(configuration));
  const common = { run: run.run, dataset };
  const held = (amount: number | null | undefined) => (amount ?? 0) * heldForBill;
  return {
    tuning: tuning
      .filter(({ amount }) => held(amount) > 0)
      .map(({ id, base, epochs: times, billedTokens: tokens, amount }) => ({
        id: tuningEntry(run.run, jobKey({ candidate: id, epochs: times }, configuration)),
        ...common,
        purpose: 'tuning' as const,
        candidate: id,
        base,
        tokens,
        committed: held(amount),
      })),
    ...(held(evaluation?.amount) > 0 && {
      evaluation: {
        id: evaluationEntry(run.run),
        ...common,
        purpose: 'evaluation' as const,
        committed: held(evaluation?.amount),
      },
    }),
  };
}
