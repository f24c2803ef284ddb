/** What an answer costs by its bytes: tokens as the base makes them on average, at the price that a run is frozen with. */
import type { BaseModel } from '../../catalog';
import type { Configuration } from '../../schemas/generated/types';
import type { Purpose } from '../bases';
import { searchToolNameOf, searchToolOf } from '../grounding/spec';
import { answerPrice, isBilledByToken } from '../price';
import { tokenizingOf } from '../tokens';
import type { AskedRow } from './traffic';

/** US dollars of one answer; undefined where no price is known, or a machine is billed by the hour. */
export function answerPriceBy(
  { baseModels, pipeline, prompt }: Configuration,
  { base, purpose }: { base: string; purpose: Purpose },
): ((row: AskedRow) => number) | undefined {
  const model = (baseModels[base] ?? {}) as Partial<BaseModel>;
  const isTuned = purpose === 'tuning';
  const { price } = model;
  if (!price || !isBilledByToken(price, isTuned)) return undefined;
  const { bytesPerToken, tokensPerTurn } = tokenizingOf(model);
  const marks = tokensPerTurn * (prompt.system ? 2 : 1);
  const search = searchToolOf(pipeline);
  const searches = search && { searches: { [searchToolNameOf(search)]: 1 } };
  return ({ asked, answered }) => {
    const [inputTokens, outputTokens] = [asked / bytesPerToken + marks, answered / bytesPerToken];
    return answerPrice({ inputTokens, outputTokens, ...searches }, price, isTuned);
  };
}
