/** The verdict on a step of a canary: go on, go back, or wait. */
import { percent, thousands } from '../wording';
import { evidenceOfGaps, evidenceOfHarm, evidenceOfSafety, type Exposure } from './evidence';

export interface CanaryVerdict {
  decision: 'pass' | 'rollback' | 'hold';
  because: keyof typeof reasons;
  /** The e-values that it was made by. */
  harm: number;
  safety: number;
}

/** The chance that a canary that is no worse is rolled back, over all steps and however often it is looked at. */
const falseAlarm = 0.01;
/** The chance that a step passes a canary that is worse by the tolerance or more. */
const falsePass = 0.05;
/** A step passes once its e-value of safety is as high. */
export const evidenceToPass = 1 / falsePass;
/** The chance that a step finds answers missing when none are. */
const falseGap = 0.001;

/** A canary's share of bad answers may be above the control's by less than this: five points. */
export const defaultTolerance = 0.05;

/**
 * The verdict on the last of the steps so far, to be read as often as somebody likes: after every answer or every minute.
 * `rollback` when it is shown that the canary is worse, `pass` when it is shown that it is worse by less than the tolerance,
 * else `hold`: no traffic shows nothing.
 */
export function judgeCanary(steps: readonly Exposure[], tolerance = defaultTolerance): CanaryVerdict {
  const step = steps.at(-1)!;
  const harm = evidenceOfHarm(steps);
  const safety = evidenceOfSafety(step, tolerance);
  if (harm >= 1 / falseAlarm) return { decision: 'rollback', because: 'worse', harm, safety };
  if (step.canary.asked === 0) return { decision: 'hold', because: 'no traffic', harm, safety };
  if (safety < evidenceToPass) return { decision: 'hold', because: 'too early', harm, safety };
  if (evidenceOfGaps(step) >= 1 / falseGap) return { decision: 'hold', because: 'answers missing', harm, safety };
  return { decision: 'pass', because: 'no worse', harm, safety };
}

/** What was seen in a step, and what follows, for people. */
export function canaryInWords(
  { because }: CanaryVerdict,
  { canary, control }: Exposure,
  tolerance = defaultTolerance,
): string {
  const seen = `${share(canary)} bad with the canary, ${share(control)} beside it`;
  return `${seen}: ${reasons[because](percent(tolerance))}`;
}

const reasons = {
  worse: () => 'the canary is worse',
  'no worse': (tolerance: string) => `the canary is not worse by ${tolerance} of the answers or more`,
  'no traffic': () => 'no request has come to the canary',
  'too early': () => 'too few to tell',
  'answers missing': () => 'one of them misses answers that it must have had',
};

const share = ({ asked, bad }: Exposure['canary']): string => `${thousands(bad)} of ${thousands(asked)}`;
