/** What was found, in words and numbers: the one wording of command line, report and page. */
import { inSentence } from '../naive';
import { percent, plural, thousands } from '../wording';
import type { MeasuredComparison, PairedComparison } from './comparison';
import { inPoints, withSign } from './points';

type Found = Omit<MeasuredComparison, 'reasons'>;

/** The verdict with its numbers, then a sentence per reason. */
export const verdictText = (comparison: PairedComparison): string =>
  [headline(comparison), ...(comparison.method === 'none' ? [] : comparison.reasons.map((each) => `${each}.`))].join(
    ' ',
  );

/** c1 is better than production: exactMatch 0.855 against 0.805, +5 points (95 % interval +1.7 to +8.2) on 550 examples. */
function headline(comparison: PairedComparison): string {
  const { candidate, verdict, slice } = comparison;
  const rival = inSentence(comparison.rival);
  const where = slice === undefined ? '' : ` on ${slice}`;
  const by = byMargin(comparison);
  const said = {
    better: `${candidate} is better than ${rival}${where}${by}`,
    worse: `${candidate} is worse than ${rival}${where}`,
    'no difference':
      by !== ''
        ? `${candidate} was not found to be better than ${rival}${where}${by}`
        : `No difference was found between ${candidate} and ${rival}${where}`,
    'not measurable': `Whether ${candidate} is better than ${rival}${where}${by} is not measurable`,
  }[verdict];
  if (comparison.method === 'none') return `${said}: ${comparison.reasons.join('; ')}.`;
  return `${said}: ${numbersOf(comparison)}.`;
}

/** exactMatch 0.855 against 0.805, +5 points (95 % interval +1.7 to +8.2) on 550 examples */
function numbersOf(comparison: MeasuredComparison): string {
  const { metric, means, difference, interval, confidence, n, clusters } = comparison;
  const examples = plural(n, 'example') + (clusters === undefined ? '' : ` in ${plural(clusters, 'group')}`);
  const [low, high] = interval.map(signedPoints);
  const gained = `${signedPoints(difference)} ${pointsFor(difference)}`;
  return `${metric} ${score(means.candidate)} against ${score(means.rival)}, ${gained} (${percent(confidence)} interval ${low} to ${high}) on ${examples}`;
}

/** c1 is worse than production on channel = email by more than 5 points: …, where that is shown. */
export function worseByMoreText(comparison: MeasuredComparison): string | undefined {
  const { candidate, rival, slice, worseByMore: claim } = comparison;
  if (!claim || claim.pValue > claim.level) return undefined;
  const where = slice === undefined ? '' : ` on ${slice}`;
  const by = points(claim.by);
  return `${candidate} is worse than ${inSentence(rival)}${where} by more than ${by}: ${numbersOf(comparison)}. A candidate worse by just ${by} would look as bad in ${percent(claim.pValue)} of runs, and ${percent(claim.level)} is allowed.`;
}

/** What the candidate had to be better by, where that is anything. */
export const byMargin = (comparison: PairedComparison): string =>
  comparison.method === 'none' || comparison.margin === 0 ? '' : ` by more than ${points(comparison.margin)}`;

/** Why the verdict is what it is; the share of runs in which a gain has to be seen, 0.8 for instance. */
export function reasonsFor(found: Found, chance: number): string[] {
  const { verdict, better, worse, margin, gain, difference, interval, chanceToSee, moreRows, shareSeen } = found;
  if (verdict === 'better') {
    const otherwise = margin === 0 ? 'equal models' : `a true gain of just ${points(margin)}`;
    return [
      `${split(found)} ${otherwise} would look as good in ${percent(better.pValue)} of runs, and ${percent(better.level)} is allowed`,
    ];
  }
  if (verdict === 'worse')
    return [
      `${split(found)} equal models would look as bad in ${percent(worse.pValue)} of runs, and ${percent(worse.level)} is allowed`,
    ];
  if (shareSeen !== undefined)
    return [
      `After ${percent(shareSeen)} of the examples the gate's answer on every candidate was clear: this was not looked at further`,
    ];
  const seen = `A gain of ${points(gain)} is seen in ${inHundred(chanceToSee)} of runs with examples as many and as different as these`;
  const excluded = interval[1] < gain ? ['Such a gain lies outside the interval all the same'] : [];
  return verdict === 'no difference'
    ? [seen]
    : [
        `It needs about ${roundedUp(moreRows!)} more held-out rows to see ${difference > gain ? `a difference of ${points(difference)}` : `the gain of ${points(gain)}`} in ${percent(chance)} of runs`,
        ...(difference > gain ? [] : [seen]),
        ...excluded,
      ];
}

const split = ({ candidate, rival, wins, losses }: Found): string =>
  `${candidate} did better on ${plural(wins, 'example')} and ${inSentence(rival)} on ${thousands(losses)}:`;

/** 0.052 → 5.2 points, of a share. */
const points = (share: number): string => `${inPoints(share)} ${pointsFor(share)}`;

const signedPoints = (share: number): string => withSign(inPoints(share));

const pointsFor = (share: number): string => (Math.abs(inPoints(share)) === 1 ? 'point' : 'points');

const score = (mean: number): string => String(Number(mean.toFixed(3)));

/** Of a chance that is computed: whole per cents, and never all or nothing. */
const inHundred = (chance: number): string =>
  chance < 0.01 ? 'under 1 %' : chance > 0.99 ? 'over 99 %' : percent(Number(chance.toFixed(2)));

/** To two digits, upwards: a plan, not a measurement. */
export function roundedUp(rows: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(rows)) - 1);
  return thousands(Math.ceil(rows / unit) * unit);
}
