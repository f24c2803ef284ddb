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
