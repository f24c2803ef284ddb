/** The sign test looked at several times: exact, since examples on which equal models differ are fair coins at every look. */
import type { Claim } from './comparison';
import { binomialChance } from './distributions';
import { spentUntil } from './spending';

/** What was seen until a look: examples that differ, those that the candidate won, and the share of all examples planned. */
export interface Step {
  differing: number;
  wins: number;
  share: number;
}

/**
 * The claim that the candidate is better, at the first look that makes it, otherwise at the last. Its p-value is the chance of
 * having stopped before, or of so many wins now; its level what may be spent until then. What a look can't spend, since coins
 * are counted whole, is left to the next ones.
 */
export function signTestInLooks(steps: Step[], level: number): Claim {
  // The chance of each number of wins, of those who have not stopped.
  let alive: Float64Array = Float64Array.of(1);
  let stopped = 0;
  let before = 0;
  let claim: Claim = { pValue: 1, level: 0 };
  for (const { differing, wins, share } of steps) {
    alive = tossed(alive, differing - before);
    before = differing;
    const allowed = spentUntil(share, level);
    claim = { pValue: Math.min(1, stopped + tailOf(alive, wins)), level: allowed };
    if (claim.pValue <= allowed) return claim;
    for (let most = alive.length - 1; most >= 0 && stopped + alive[most]! <= allowed; most--) {
      stopped += alive[most]!;
      alive[most] = 0;
    }
  }
  return claim;
}

/** After so many more fair coins. */
function tossed(chances: Float64Array, coins: number): Float64Array {
  const after = new Float64Array(chances.length + coins);
  for (let heads = 0; heads <= coins; heads++) {
    const chance = binomialChance(heads, coins, 0.5);
    for (let wins = 0; wins < chances.length; wins++) after[wins + heads]! += chances[wins]! * chance;
  }
  return after;
}

const tailOf = (chances: Float64Array, least: number) =>
  chances.subarray(least).reduce((sum, chance) => sum + chance, 0);
