/** Whose model is asked probes, and what a month of them costs at most. */
import type { AnswerPrice, ModelPrices } from '../../catalog/prices';
import type { Configuration, PipelineSpec } from '../../schemas/generated/types';
import { candidatesOf } from '../candidates';
import { mostPriceOf } from '../most-price';
import { isBilledByToken, type ProbingPrice } from '../price';
import { answersEachHour, probesWanted } from './hour';
import { probeSettings, questionAt } from './questions';

/** What answers on a machine of its own is not asked: that would keep the machine awake, and its weights are in nobody else's hands. */
export const isProbed = (price: AnswerPrice | undefined, isTuned: boolean): boolean =>
  !price || isBilledByToken(price, isTuned);

const hoursAMonth = 730;

/** Of each base that a candidate answers with, once it is in production; those that have no price are left out. */
export function probingPrices(
  configuration: Pick<Configuration, 'baseModels' | 'candidates' | 'pipeline' | 'prompt'>,
  { models }: ModelPrices,
): ProbingPrice[] {
  // Of a run that is older than this setting: its model is asked all the same.
  const { monitoring }: Partial<PipelineSpec> = configuration.pipeline;
  if (monitoring?.probes === false) return [];
  const question = { request: { turns: [{ role: 'user' as const, text: questionAt(0) }] }, generation: probeSettings };
  const months = new Map<string, number>();
  for (const { base, kind } of candidatesOf(configuration)) {
    const price = models[base];
    const isTuned = kind === 'tuned';
    if (!price || !isBilledByToken(price, isTuned)) continue;
    const month = hoursAMonth * probesWanted * answersEachHour * mostPriceOf(question, price, isTuned);
    months.set(base, Math.max(month, months.get(base) ?? 0));
  }
  return [...months].flatMap(([base, month]) => (month > 0 ? [{ base, month }] : []));
}
