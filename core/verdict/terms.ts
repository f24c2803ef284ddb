/** What a comparison is asked to show, and how surely. */

export interface Terms {
  /** The chance of one false `better` or more in the whole family; and of one false `worse` or more. */
  level: number;
  /** What a candidate has to be better by: 0 or more, as a share. */
  margin: number;
  /** Also to be shown: that a candidate is worse by more than this, as a share. */
  worseBy?: number;
  /** The smallest true difference that matters, more than the margin: without it nothing can be called `no difference`. */
  gain: number;
  /** The chance with which that gain has to be seen, for a comparison to count as measurable. */
  chance: number;
  /** The share of intervals that hold the true difference. */
  confidence: number;
  /** Turns of signs, and draws of an interval. */
  resamples: number;
  /** The run: the same one draws the same. */
  seed: string;
}

/** Five points more than the margin, in four of five runs, at 5 %. */
export const usualTerms = ({ margin = 0, ...given }: Partial<Terms> & Pick<Terms, 'seed'>): Terms => ({
  level: 0.05,
  margin,
  gain: margin + 0.05,
  chance: 0.8,
  confidence: 0.95,
  resamples: 10_000,
  ...given,
});

/** The difference that a gate wants to see: its gain counts from its margin on. */
export const gainOf = ({ margin, gain }: { margin: number; gain: number }): number => Math.min(1, margin + gain);

/** @throws RangeError for terms that make no sense */
export function checkTerms({ level, margin, gain, chance, confidence, resamples }: Terms): void {
  for (const [name, share] of Object.entries({ level, chance, confidence }))
    if (!(share > 0 && share < 1)) throw new RangeError(`${name} ${share} is not between 0 and 1`);
  if (!(margin >= 0 && margin < 1)) throw new RangeError(`a margin of ${margin} is not from 0 to 1`);
  if (!(gain > margin && gain <= 1)) throw new RangeError(`a gain of ${gain} is not more than the margin of ${margin}`);
  if (!(resamples >= 1)) throw new RangeError(`${resamples} resamples are none`);
}
