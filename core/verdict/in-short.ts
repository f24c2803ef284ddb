/** What was found of one candidate against its rivals, in one sentence: for those who want no more than that. */
import { isNaive, naiveTitle, subjectTitle } from '../naive';
import { nounFor } from '../wording';
import type { ComparisonVerdict, MeasuredComparison, PairedComparison } from './comparison';
import { inRoundPoints, withSign } from './points';
import { byMargin, roundedUp } from './words';

/**
 * "lora-16 is better than base by 67 points (+61 to +72), than the best naive answer (nearest) by 25 (+18 to +32)."
 * @param comparisons of one candidate, in the order in which they are told; a naive one alone is the best of all
 */
export function inShort(comparisons: PairedComparison[]): string {
  const hasOneNaive = comparisons.filter(({ rival }) => isNaive(rival)).length === 1;
  const nameOf = (rival: string): string =>
    isNaive(rival) && hasOneNaive ? `the best naive answer (${naiveTitle(rival)})` : subjectTitle(rival);
  const parts = order.flatMap((verdict) => {
    const found = comparisons.filter((comparison) => comparison.verdict === verdict);
    return found.length > 0 ? [clauses[verdict](found, nameOf)] : [];
  });
  return `${comparisons[0]?.candidate} ${parts.join('; it ')}.`;
}

const order: ComparisonVerdict[] = ['better', 'worse', 'no difference', 'not measurable'];

type Clause = (found: PairedComparison[], nameOf: (rival: string) => string) => string;

const clauses: Record<ComparisonVerdict, Clause> = {
  better: (found, nameOf) => `is better ${gains(found, nameOf)}`,
  worse: (found, nameOf) => `is worse ${gains(found, nameOf)}`,
  'no difference': (found, nameOf) =>
    `was not found to be better ${found.map((each) => `than ${nameOf(each.rival)}${byMargin(each)}: ${seen(each)}`).join(', ')}`,
  'not measurable': (found, nameOf) =>
    `cannot be told ${found.map((each) => `from ${nameOf(each.rival)}: ${seen(each)}`).join(', ')}`,
};

/** Than whom and by how much; the unit is said once. */
const gains: Clause = (found, nameOf) =>
  found
    .map((each, i) => {
      if (each.method === 'none') return `than ${nameOf(each.rival)}`;
      const by = Math.abs(inRoundPoints(each.difference));
      return `than ${nameOf(each.rival)} by ${by}${i === 0 ? ` ${nounFor(by, 'point')}` : ''} (${intervalInPoints(each.verdict === 'worse' ? flipped(each) : each)})`;
    })
    .join(', ');

function seen(comparison: PairedComparison): string {
  if (comparison.method === 'none') return comparison.reasons.join('; ');
  const { difference, moreRows } = comparison;
  const by = `${withSign(inRoundPoints(difference))} points (${intervalInPoints(comparison)})`;
  return moreRows === undefined ? by : `${by}, about ${roundedUp(moreRows)} more held-out rows would tell`;
}

/** "+67 (+61 to +72)" */
export const differenceInPoints = (comparison: MeasuredComparison): string =>
  `${withSign(inRoundPoints(comparison.difference))} (${intervalInPoints(comparison)})`;

const intervalInPoints = ({ interval: [low, high] }: Pick<MeasuredComparison, 'interval'>): string =>
  `${withSign(inRoundPoints(low))} to ${withSign(inRoundPoints(high))}`;

/** What the rival is ahead by. */
const flipped = ({ interval: [low, high] }: MeasuredComparison): Pick<MeasuredComparison, 'interval'> => ({
  interval: [-high, -low],
});
