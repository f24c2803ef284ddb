/** What is found when one candidate is compared with one rival, as a run keeps it. */

/**
 * better: the difference is more than the margin, but for a chance of `level`. worse: it is less than nothing, likewise.
 * no difference: neither, though the gain asked for would have been seen. not measurable: neither, and it might have been missed.
 */
export type ComparisonVerdict = 'better' | 'worse' | 'no difference' | 'not measurable';

/** A one-sided claim: it is made where the p-value is no more than the level. */
export interface Claim {
  /** The chance of what was seen, or more, were the claim false; after several looks also of having stopped at an earlier one. */
  pValue: number;
  /** The chance of a false claim that this comparison may take: the family's, by Holm's steps; of it, what is spent by now. */
  level: number;
}

interface Compared {
  metric: string;
  candidate: string;
  rival: string;
  /** Which examples, where they are not all. */
  slice?: string;
  verdict: ComparisonVerdict;
  /** In words, the first the weightiest. */
  reasons: string[];
}

export interface MeasuredComparison extends Compared {
  /** How the p-values were made: see sign-test.ts, tango.ts, sign-flips.ts, swaps.ts. */
  method: 'sign test' | 'score test' | 'sign flips' | 'swaps';
  /** Examples that both were scored on. */
  n: number;
  /** How often it has been looked at, this time included; absent where once. */
  looks?: number;
  /** Of the examples planned those that were looked at, where it ended before all: what was not shown then was not looked for further. */
  shareSeen?: number;
  /** Groups of examples that hang together; absent where each stands for itself. */
  clusters?: number;
  /** Examples on which the candidate scored higher, and lower, than the rival. */
  wins: number;
  losses: number;
  /** Mean scores, or the numbers of all answers, 0 to 1. */
  means: { candidate: number; rival: number };
  /** Candidate less rival, -1 to 1: 0.05 is five points. */
  difference: number;
  /**
   * What the true difference lies within, with the confidence: [low, high]. Two-sided; the claims are one-sided. Of several looks wider:
   * it holds the confidence over all of them.
   */
  interval: [number, number];
  /** 0.95 */
  confidence: number;
  /** What the candidate had to be better by, 0 or more. */
  margin: number;
  better: Claim;
  worse: Claim;
  /** That it is worse by more than so much, where that was asked. */
  worseByMore?: Claim & { by: number };
  /** The smallest true difference that matters. */
  gain: number;
  /** The chance, 0 to 1, with which so many examples, as different as these, show that gain. */
  chanceToSee: number;
  /** Of `not measurable` on all examples: held-out examples to add, so that the gain is seen with the chance asked for; or a difference as large as this one, where that is more. */
  moreRows?: number;
}

/** Nothing could be compared, for the reason given: there are no numbers, rather than wrong ones. */
export interface UnmeasuredComparison extends Compared {
  method: 'none';
  n: 0;
  verdict: 'not measurable';
}

export type PairedComparison = MeasuredComparison | UnmeasuredComparison;
