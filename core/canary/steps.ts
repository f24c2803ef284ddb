/** A step of a canary in words. */
import { percent } from '../wording';

/** What a look at the answers is called among the steps of a run in the warehouse: there is one a minute. */
export const canaryStep = 'canary';

/** "step 2 of 3, at 10 %". @param step from 0 */
export function stepInWords(steps: readonly number[], step: number): string {
  const share = steps[step] ?? 1;
  const count = steps.filter((each) => each < 1).length;
  return `step ${step + 1} of ${count}, ${share === 0 ? 'unseen' : `at ${percent(share)}`}`;
}
