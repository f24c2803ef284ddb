/** How long a step of a canary still takes. */
import { drawnShare, evidenceOfSafety, type ArmCounts, type Exposure } from './evidence';
import { defaultTolerance, evidenceToPass } from './judge';

/** So many answers nobody waits for. */
const most = 1_000_000;

/**
 * Of the canary's keys, how many have to be answered until the step passes, those that have been included: if the canary is no worse
 * than the control, and bad answers come as often as they have so far. Two steps of three need no more (simulated: 200 at 2 and
 * at 5 % bad). Undefined where they are too many to wait for.
 */
export function answersUntilPass(step: Exposure, tolerance = defaultTolerance): number | undefined {
  const { canary, control } = step;
  const asked = canary.asked + control.asked;
  const bad = asked === 0 ? 0 : (canary.bad + control.bad) / asked;
  const grown = (arm: ArmCounts, more: number): ArmCounts => ({ asked: arm.asked + more, bad: arm.bad + more * bad });
  const besideIt = (1 - drawnShare(step)) / drawnShare(step);
  const passesAfter = (more: number): boolean => {
    const then = { ...step, canary: grown(canary, more), control: grown(control, more * besideIt) };
    return evidenceOfSafety(then, tolerance) >= evidenceToPass;
  };
  if (!passesAfter(most)) return undefined;
  let [enough, tooFew] = [most, -1];
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (passesAfter(middle)) enough = middle;
    else tooFew = middle;
  }
  return canary.asked + enough;
}
