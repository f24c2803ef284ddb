/** What the answers beside each other say about a canary: bets on who has the next bad one, read whenever somebody likes. */

/** Keys are users, or whatever routing is sticky by; without one, every request is a key of its own. */
export interface ArmCounts {
  /** Keys that were answered. */
  asked: number;
  /** Those of them with a bad answer: an error, blocked, empty, slow, or a thumb down. */
  bad: number;
}

/**
 * One step of a canary, over the keys that it is new to: whoever had it before goes on seeing it, so that nothing was drawn for
 * them. An answer counts in the step in which it was given, however late it is found to be bad.
 */
export interface Exposure {
  /** The canary's share of all keys before this step and in it, 0 to 1; 0 where every key has both: the canary's answer unseen. */
  from: number;
  to: number;
  control: ArmCounts;
  canary: ArmCounts;
}

/** A step of which nothing is known yet. */
export const freshExposure = (from: number, to: number): Exposure => ({
  from,
  to,
  control: { asked: 0, bad: 0 },
  canary: { asked: 0, bad: 0 },
});

/** The steps with one more key answered in the last of them. */
export function observe(steps: readonly Exposure[], arm: 'control' | 'canary', isBad: boolean): Exposure[] {
  const step = steps.at(-1)!;
  const { asked, bad } = step[arm];
  return [...steps.slice(0, -1), { ...step, [arm]: { asked: asked + 1, bad: bad + Number(isBad) } }];
}

/**
 * Of the keys that a step draws among, the share that it gives to the canary. In the shadow each has both arms, which is as good as a
 * fair draw: with d = (r - 1) / (r + 1) its two factors below multiply to (1 + d × bad_canary) (1 - d × bad_control), of which the
 * mean is 1 + d (p_canary - p_control) - d² p_both; with r < 1 and a tolerance, the mean is at most
 * 1 + d (p_canary - p_control - tolerance (1 - p_control)).
 */
export const drawnShare = ({ from, to }: Pick<Exposure, 'from' | 'to'>): number =>
  to === 0 ? 1 / 2 : (to - from) / (1 - from);

/**
 * The wealth of a bet on one step, in logarithms. It multiplies by r / q for a key that is bad at the canary, by 1 / q for one
 * that is bad at the control, and by 1 + tolerance (1 - q) / q for one that is good there, where q = 1 - w + r w and w is the
 * share drawn for the canary.
 *
 * Whatever r, tolerance and bad rates p of the moment, one key multiplies it in expectation by
 * 1 + (r - 1) w (1 - w) / q × (p_canary - p_control - tolerance (1 - p_control)).
 * So with r > 1 and no tolerance it grows only where the canary is worse, and with r < 1 only where it is worse by less than the
 * tolerance; otherwise it is a non-negative supermartingale that begins at 1, which ever comes to 1/a with a chance of a at
 * most (Ville 1939). The draw alone makes it so: rates may rise and fall with the hour, and an outage of both arms proves nothing.
 * Of the order of answers it knows nothing, so that counts of rows are enough, and read in batches it is the same wealth seen less often.
 */
function logWealth(
  { control, canary }: Pick<Exposure, 'control' | 'canary'>,
  w: number,
  r: number,
  tolerance = 0,
): number {
  const q = 1 - w + r * w;
  return (
    canary.bad * Math.log(r) -
    (canary.bad + control.bad) * Math.log(q) +
    (control.asked - control.bad) * Math.log1p((tolerance * (1 - q)) / q)
  );
}

/** How many times as often as the control's the canary's answers are bad, by each bet; they share the stake equally. */
const worse = [2, 3, 4, 6];
/** The same against a control that is worse by the tolerance. */
const noWorse = [0.02, 0.1, 0.25, 0.45, 0.7];
const uneven = [0.25, 0.5, 0.7, 0.85, 1.2, 1.5, 2, 4];

/**
 * The evidence, as an e-value, that the canary gives more bad answers than the control: over all steps together. It ever
 * comes to 100 with a chance of 1 % at most if it does not. For testing by betting see Waudby-Smith and Ramdas (2024); counting
 * who has the next bad one is the multinomial test of Lindon and Malek (2022).
 */
export const evidenceOfHarm = (steps: readonly Exposure[]): number =>
  meanOf(worse, (r) => steps.reduce((sum, step) => sum + logWealth(step, drawnShare(step), r), 0));

/**
 * The evidence, as an e-value, that the canary's share of bad keys is above the control's by less than the tolerance, in one
 * step. It ever comes to 20 with a chance of 5 % at most if it is not.
 */
export const evidenceOfSafety = (step: Exposure, tolerance: number): number =>
  meanOf(noWorse, (r) => logWealth(step, drawnShare(step), r, tolerance));

/** The evidence, as an e-value, that answers of one arm are missing: the same bets, on who is asked next. */
export const evidenceOfGaps = (step: Exposure): number => {
  const asked = ({ asked }: ArmCounts): ArmCounts => ({ asked, bad: asked });
  const counts = { control: asked(step.control), canary: asked(step.canary) };
  return meanOf(uneven, (r) => logWealth(counts, drawnShare(step), r));
};

/** The mean wealth of several bets; kept finite, as JSON has no infinity. */
function meanOf(bets: readonly number[], logWealthOf: (bet: number) => number): number {
  return bets.reduce((sum, bet) => sum + Math.exp(Math.min(logWealthOf(bet), 700)) / bets.length, 0);
}
