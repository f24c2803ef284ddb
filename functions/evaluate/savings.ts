/** What an evaluation that ended early did not ask for, and what that would have cost. */
import type { ModelEvaluated } from '../../schemas/generated/types';
import type { PlannedLook } from './looks';

/**
 * Undefined where all answers were asked for at once.
 * @param measurements of each model that was asked
 * @param factors what an answer of a model costs of its usual price, where that is another: in a batch
 */
export function savedBy(
  { ends, planned }: PlannedLook,
  measurements: NonNullable<ModelEvaluated['measurements']>,
  factors: Record<string, number>,
): ModelEvaluated['looks'] {
  if (planned.length === 1) return undefined;
  const [examples, plannedExamples] = [ends.at(-1)!, planned.at(-1)!];
  const models = Object.entries(measurements);
  const saved = plannedExamples - examples;
  const prices = models.flatMap(([name, { pricePer1000 }]) =>
    pricePer1000 ? [{ ...pricePer1000, value: pricePer1000.value * (factors[name] ?? 1) }] : [],
  );
  const isPriced = saved > 0 && prices.length === models.length;
  return {
    taken: ends.length,
    planned: planned.length,
    examples,
    plannedExamples,
    answersSaved: models.length * saved,
    ...(isPriced && {
      priceSaved: (prices.reduce((sum, { value }) => sum + value, 0) * saved) / 1000,
      currency: prices[0]?.unit,
    }),
  };
}
