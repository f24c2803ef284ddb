/** At which look an evaluation ended, and what it did not have to ask. */
import { plural, thousands } from '../../core/wording';
import type { ModelEvaluated } from '../../schemas/generated/types';
import { formatDollars } from '../../core/quantities';

export function looksText(looks: NonNullable<ModelEvaluated['looks']>): string {
  const { taken, planned, examples, plannedExamples, answersSaved, priceSaved } = looks;
  if (answersSaved === 0) return `Answers were asked for in ${planned} looks, and all of them were needed.`;
  const price = priceSaved === undefined ? '' : `, which would have cost ${formatDollars(priceSaved)}`;
  return `Clear at look ${taken} of ${planned}, after ${thousands(examples)} of ${plural(plannedExamples, 'example')}: ${plural(answersSaved, 'answer')} not asked for${price}.`;
}
