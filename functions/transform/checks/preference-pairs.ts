/** Whether there are pairs of answers enough to learn preferences from, and what the other examples lack. */
import { judge } from '../../../core/checks';
import { plural } from '../../../core/wording';
import type { Check, DatasetCard, PipelineSpec } from '../../../schemas/generated/types';

/**
 * By the rule of minimumExamples; but none at all are always too few.
 * @param pairs none where no candidate learns preferences
 */
export function checkPairs(
  pairs: Pick<NonNullable<DatasetCard['preference']>, 'train' | 'validation' | 'leftOut'> | undefined,
  { validation }: PipelineSpec,
): Check[] {
  if (!pairs) return [];
  const { train, leftOut } = pairs;
  const { level, threshold } = validation.checks.minimumExamples;
  const total = train + pairs.validation + leftOut.none + leftOut.identical + leftOut.tooLong;
  const lacks = [
    [leftOut.none, 'without a rejected answer'],
    [leftOut.identical, 'with one that is the target itself'],
    [leftOut.tooLong, 'with one that is too long for a base'],
  ] as const;
  const others = lacks.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return [
    judge(train === 0 || level === 'off' ? { level: 'fail', threshold: 1 } : { level, threshold }, {
      name: 'preferencePairs',
      bound: 'minimum',
      measured: train,
      unit: 'examples',
      count: train,
      total,
      reason: `${plural(train, 'pair')} of a preferred and a rejected answer to train on, of ${plural(total, 'example')}${others.length > 0 ? `; left out are ${others.join(', ')}` : ''}`,
    }),
  ];
}
