/** Whether tuning was worth it, in words: the best tuned candidate against the best one that is a prompt alone. */
import type { Comparison, EventData } from '../../schemas/generated/types';
import { writeMeasurement } from '../measurements';
import { percent } from '../wording';
import type { MeasuredComparison } from './comparison';
import { differenceInPoints } from './in-short';
import { roundedUp } from './words';

type Evaluated = Pick<EventData['landfall.model.evaluated.v1'], 'metrics' | 'measurements' | 'comparisons'>;

/**
 * Undefined where nothing was tuned, or nothing was asked without tuning. Of several prompts the best is the hardest rival, and each
 * tuned candidate shares the level with the others: that tuning is called worth it where it is not happens in 5 % of runs at most.
 * @param prompted ids of the candidates without tuning
 * @param metric that of the gate
 */
export function worthInWords(
  { metrics, measurements = {}, comparisons = [] }: Evaluated,
  prompted: string[],
  metric: string,
): string | undefined {
  const scoreOf = (id: string): number => metrics[id]?.[metric] ?? -1;
  const best = (ids: string[]): string | undefined =>
    ids.length === 0 ? undefined : ids.reduce((a, b) => (scoreOf(b) > scoreOf(a) ? b : a));
  const pairs = comparisons.filter(({ rival }) => prompted.includes(rival));
  const tuned = best(pairs.map(({ candidate }) => candidate));
  const prompt = best(pairs.map(({ rival }) => rival));
  const found = pairs.find(({ candidate, rival }) => candidate === tuned && rival === prompt);
  if (!found) return undefined;
  return `${said[found.verdict](found)}${beside(measurements, found)}.`;
}

/** "23 % of" what is less, "2.3 times" what is more. */
const inRatio = (ratio: number): string => {
  const rounded = Number(ratio.toPrecision(2));
  return rounded <= 1 ? `${percent(rounded)} of` : `${rounded} times`;
};

const points = (found: Comparison): string =>
  found.method === 'none' ? found.reasons.join('; ') : `${differenceInPoints(found as MeasuredComparison)} points`;

const said: Record<Comparison['verdict'], (found: Comparison) => string> = {
  better: (found) =>
    `Tuning was worth it: ${found.candidate} is better than the best prompt, ${found.rival}, ${points(found)}`,
  worse: (found) =>
    `Tuning was not worth it: ${found.candidate} is worse than the best prompt, ${found.rival}, ${points(found)}`,
  'no difference': (found) =>
    `Tuning was not worth it: ${found.candidate} is not found to be better than the best prompt, ${found.rival}, ${points(found)}`,
  'not measurable': (found) =>
    `Whether tuning was worth it cannot be told: ${found.candidate} against the best prompt, ${found.rival}, ${points(found)}${
      found.moreRows === undefined ? '' : `; about ${roundedUp(found.moreRows)} more held-out rows would tell`
    }`,
};

/** Price and seconds of both, where they were measured. */
function beside(measurements: NonNullable<Evaluated['measurements']>, { candidate, rival }: Comparison): string {
  const [own, other] = [measurements[candidate], measurements[rival]];
  const [price, otherPrice] = [own?.['pricePer1000'], other?.['pricePer1000']];
  const [seconds, otherSeconds] = [own?.['medianSeconds'], other?.['medianSeconds']];
  const parts = [
    ...(price && otherPrice && otherPrice.value > 0
      ? [
          `at ${inRatio(price.value / otherPrice.value)} its price (${writeMeasurement('pricePer1000', price.value, price.unit)} against ${writeMeasurement('pricePer1000', otherPrice.value, otherPrice.unit)} for 1,000 answers)`,
        ]
      : []),
    ...(seconds && otherSeconds
      ? [
          `in ${writeMeasurement('medianSeconds', seconds.value)} against ${writeMeasurement('medianSeconds', otherSeconds.value)}`,
        ]
      : []),
  ];
  return parts.length > 0 ? `, ${parts.join(', ')}` : '';
}
