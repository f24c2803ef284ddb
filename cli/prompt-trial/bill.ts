/** What trying a prompt may cost, known before the first question. */
import { frozenPriceOf, type FrozenPrice, type ModelPrices } from '../../catalog/prices';
import { generationFor } from '../../core/models/question';
import { mostPriceOf } from '../../core/most-price';
import { isBilledByToken, machineHoursOf } from '../../core/price';
import type { PipelineSpec } from '../../schemas/generated/types';
import { OperationError, exitCodes } from '../../operations/errors';
import { dollars } from '../../core/over-budget';
import { requestIn, type TrialExample } from './examples';
import type { TrialSubject } from './subjects';

interface Asked {
  subjects: TrialSubject[];
  examples: TrialExample[];
  pipeline: PipelineSpec;
  choices?: string[];
}

/** @throws OperationError (usage) for a model that no price is known of: nothing could keep its bill within a budget */
export function priceOfSubject({ base }: TrialSubject, prices: ModelPrices): FrozenPrice {
  const price = frozenPriceOf(base.id, prices);
  if (price) return price;
  throw new OperationError(`No price is known of ${base.id}.`, {
    exitCode: exitCodes.usage,
    why: 'what it answers could come to more than any budget',
    next: 'enter its price, with source and date, in catalog/prices/models.json, or name another --base',
  });
}

/** Of what answers on a machine of its own, whose hours cost the same however much is asked in them; undefined of the others. */
export const machinePrice = (
  price: FrozenPrice,
  { isTuned }: Pick<TrialSubject, 'isTuned'>,
  pipeline: PipelineSpec,
): number | undefined => (isBilledByToken(price, isTuned) ? undefined : price.machineHour! * machineHoursOf(pipeline));

/** In US dollars: each question of as many tokens as it has bytes, each answer as long as it may be. */
export function mostPriceOfTrial({ subjects, examples, pipeline, choices }: Asked, prices: ModelPrices): number {
  const priced = subjects.map((subject) => ({ subject, price: priceOfSubject(subject, prices) }));
  const amounts = priced.flatMap(({ subject, price }) => {
    const { prompt, shots, isTuned } = subject;
    const hours = machinePrice(price, subject, pipeline);
    if (hours !== undefined) return [hours];
    return examples.map((example) => {
      const request = requestIn(prompt, example, shots);
      const generation = generationFor(prompt, pipeline);
      return mostPriceOf({ request, generation, ...(choices && { choices }) }, price, isTuned);
    });
  });
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

/** @throws OperationError (usage) when the budget may be passed, with how many examples fit into it */
export function mustFit(most: number, budget: number, examples: number): void {
  if (most <= budget) return;
  const fitting = Math.floor((examples * budget) / most);
  throw new OperationError(`It may cost ${dollars(most)}, and the budget is ${dollars(budget)}.`, {
    exitCode: exitCodes.usage,
    why: 'nothing was asked',
    next: `--budget ${Math.ceil(most * 100) / 100}${fitting > 0 ? `, or --most ${fitting}` : ''}`,
  });
}
