/** Turned signs, looked at several times: graded scores and clusters. */
import type { Claim } from './comparison';
import { randomIntegers } from './random';
import { correctedSum, near, type Flips } from './sign-flips';
import { spentUntil } from './spending';

/** The differences of every cluster until a look, in order of first appearance, and the share of all examples planned. */
export interface SummedStep {
  sums: Float64Array;
  share: number;
}

/**
 * The claim that the candidate is better, at the first look that makes it, otherwise at the last. The observed way and the
 * drawn ones, in which a cluster has the same sign at every look, are alike where candidate and rival are equal: at each look
 * as many of the highest stop as may be spent until then.
 */
export function signFlipsInLooks(steps: SummedStep[], level: number, { resamples, seed }: Flips): Claim {
  const fill = randomIntegers(seed);
  const signs: Uint32Array[] = [];
  // The observed way stands last.
  const sums = new Float64Array(resamples + 1);
  const cubes = new Float64Array(resamples + 1);
  const isAlive = new Uint8Array(resamples + 1).fill(1);
  let stopped = 0;
  let before: Float64Array = new Float64Array();
  let claim: Claim = { pValue: 1, level: 0 };
  for (const step of steps) {
    for (const [cluster, now] of step.sums.entries()) {
      if (!signs[cluster]) fill((signs[cluster] = new Uint32Array(Math.ceil(resamples / 32))));
      const then = before[cluster] ?? 0;
      if (now === then) continue;
      addTurned(sums, signs[cluster], now - then);
      addTurned(cubes, signs[cluster], now ** 3 - then ** 3);
    }
    before = step.sums;
    const length = Math.sqrt(before.reduce((sum, each) => sum + each ** 2, 0)) || 1;
    const ways = sums.map((sum, way) => correctedSum(sum / length, cubes[way]! / length ** 3));
    const { share } = step;
    const allowed = spentUntil(share, level);
    const observed = ways[resamples]!;
    const ordered = ways.filter((_, way) => isAlive[way]).sort();
    const asHigh = ordered.length - ordered.findIndex((sum) => sum >= observed - near);
    claim = { pValue: (stopped + asHigh) / (resamples + 1), level: allowed };
    if (claim.pValue <= allowed) return claim;
    const most = Math.floor(allowed * (resamples + 1)) - stopped;
    const limit = ordered[ordered.length - 1 - most]!;
    for (let way = 0; way < resamples; way++) {
      if (!isAlive[way] || ways[way]! <= limit + near) continue;
      isAlive[way] = 0;
      stopped++;
    }
  }
  return claim;
}

/** To each drawn way the difference with its sign there, to the observed one as it is. */
function addTurned(ways: Float64Array, signs: Uint32Array, difference: number): void {
  const drawn = ways.length - 1;
  for (let way = 0; way < drawn; way++) ways[way]! += (signs[way >> 5]! >>> (way & 31)) & 1 ? difference : -difference;
  ways[drawn]! += difference;
}
