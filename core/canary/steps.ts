/** A step of a canary in words. */
import { percent } from '../wording';

/** What a look at the answers is called among the steps of a run in the warehouse: there is one a minute. */
export const canaryStep = 'canary';

/** "step 2 of 3, at 10 %". @param step from 0 */
export const stepInWords = (steps: readonly number[], step: number): string =>
  `step ${step + 1} of ${steps.filter((share) => share < 1).length}, ${shareInWords(steps, step)}`;

/** "at 10 %": the share of the keys that the canary answers; "unseen", where it answers beside production. */
export function shareInWords(steps: readonly number[], step: number): string {
  const share = steps[step] ?? 1;
  return share === 0 ? 'unseen' : `at ${percent(share)}`;
}
