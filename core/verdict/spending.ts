/** Looking before all examples are answered: how much of the level each look may spend. */
import { normalCdf, normalQuantile } from './distributions';

/** One look at a comparison, planned before the first answer. */
export interface Look {
  /** Examples scored until then, of those planned. */
  examples: number;
  /** Of all examples planned, up to 1: fixed in advance, so that no answer moves it. */
  share: number;
}

/**
 * The part of the level that is spent until a share of the examples: next to nothing early, all of it at the end, as O'Brien
 * and Fleming's limits do (Lan and DeMets 1983, Biometrika 70:659).
 */
export const spentUntil = (share: number, level: number): number =>
  share >= 1 ? level : 2 - 2 * normalCdf(-normalQuantile(level / 2) / Math.sqrt(share));

/**
 * The confidence of the interval at the last of these looks, so that the intervals of all looks together hold the truth with the one that
 * is given, whenever and why ever it ended: repeated confidence intervals (Jennison and Turnbull 1989, J. R. Statist. Soc. B
 * 51:305), each missing it by no more than its look may spend, which adds up to the whole.
 */
export function confidenceAt(looks: Pick<Look, 'share'>[], confidence: number): number {
  const [before, now] = [looks.at(-2), looks.at(-1)].map((look) => (look ? spentUntil(look.share, 1 - confidence) : 0));
  return 1 - (now! - before!);
}

/** Whether examples that were planned have not been looked at. */
export const isEarly = (looks: Pick<Look, 'share'>[] = []): boolean => looks.length > 0 && looks.at(-1)!.share < 1;
