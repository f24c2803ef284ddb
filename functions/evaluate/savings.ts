/** What an evaluation that ended early did not ask for, and what that would have cost. */
import type { ModelEvaluated } from '../../schemas/generated/types';
import type { PlannedLook } from './looks';

/** @param measurements of each model that was asked; undefined where all answers were asked for at once */
export function savedBy(
  { ends, planned }: PlannedLook,
  measurements: NonNullable<ModelEvaluated['measurements']>,
): ModelEvaluated['looks'] {
  if (planned.length === 1) return undefined;
  const [examples, plannedExamples] = [ends.at(-1)!, planned.at(-1)!];
  const models = Object.values(measurements);
  const saved = plannedExamples - examples;
  const prices = models.flatMap(({ pricePer1000 }) => pricePer1000 ?? []);
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
