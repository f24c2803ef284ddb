/** Asks once the most that it may cost is held, and says what it has cost: every answer that came back, on record or not. */
import { mostPriceOf } from '../../../core/most-price';
import { answerPrice, isBilledByToken } from '../../../core/price';
import { frozenModel, type FrozenModel, type Generation } from '../models/provider';
import type { Purse } from '../spending/purse';
import type { Subject } from './subjects';

type Generate = Generation['generate'];

/** What has no price, or none of an answer, is asked without. */
export function paidFor(generate: Generate, { price }: FrozenModel, isTuned: boolean, purse: Purse): Generate {
  if (!price || !isBilledByToken(price, isTuned)) return generate;
  return async (question) => {
    const most = mostPriceOf(question, price, isTuned);
    await purse.reserve(most);
    let paid = 0;
    try {
      const answer = await generate(question);
      paid = answerPrice(answer.usage, price, isTuned);
      return answer;
    } finally {
      purse.pay(most, paid);
    }
  };
}

/** As its own run has frozen it. */
export const paidForSubject = (
  generate: Generate,
  { base, configuration, tunedModel }: Pick<Subject, 'base' | 'configuration' | 'tunedModel'>,
  purse: Purse,
): Generate => paidFor(generate, frozenModel(configuration, base), tunedModel !== undefined, purse);
