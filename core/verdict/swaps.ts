/**
 * Numbers that only all answers together have, such as macro F1: the paired permutation test by swapping answers. Where candidate and
 * rival are equal, which of the two gave which answer is a coin: the difference of their numbers is as likely with any answers swapped.
 */
import type { Counting } from '../metrics/metric';
import { randomIntegers } from './random';
import { firstWhere } from './search';
import { near, type Flips } from './sign-flips';
import { tangoInterval } from './tango';

/** What each answer adds one to, and what is made of the counts. */
export interface Pooled extends Pick<Counting, 'size' | 'value'> {
  candidate: number[][];
  rival: number[][];
}

export interface Swaps {
  /** The number of the candidate's answers, and of the rival's. */
  values: [candidate: number, rival: number];
  /** The differences that the swaps come to, in order. */
  differences: Float64Array;
  /** Clusters in which any answer differs, so that swapping makes a difference. */
  differing: number;
}

/** @param clusterOf the place of each example's cluster: its answers are swapped together */
export function swapped(
  { size, value, candidate, rival }: Pooled,
  { n, clusterOf }: { n: number; clusterOf: (example: number) => number },
  { resamples, seed }: Flips,
): Swaps {
  const [ofCandidate, ofRival] = [candidate, rival].map((answers) => countsOf(answers, size, n));
  const values: Swaps['values'] = [value(ofCandidate!), value(ofRival!)];
  const changes = [...changesOf(candidate, rival, n, clusterOf).values()];
  const signs = new Uint32Array(Math.ceil(changes.length / 32));
  const fill = randomIntegers(seed);
  const [one, other] = [new Float64Array(size), new Float64Array(size)];
  const differences = Float64Array.from({ length: resamples }, () => {
    fill(signs);
    one.set(ofCandidate!);
    other.set(ofRival!);
    for (let cluster = 0; cluster < changes.length; cluster++) {
      if (((signs[cluster >> 5]! >>> (cluster & 31)) & 1) === 0) continue;
      const { added, taken } = changes[cluster]!;
      for (const place of added) {
        one[place]! += 1;
        other[place]! -= 1;
      }
      for (const place of taken) {
        one[place]! -= 1;
        other[place]! += 1;
      }
    }
    return value(one) - value(other);
  });
  return { values, differences: differences.sort(), differing: changes.length };
}

function countsOf(answers: number[][], size: number, n: number): Float64Array {
  const counts = new Float64Array(size);
  for (let example = 0; example < n; example++) for (const place of answers[example]!) counts[place]! += 1;
  return counts;
}

/** Of each cluster in which answers differ: what its rival's answers would add to the candidate's counts, and take from them. */
function changesOf(
  candidate: number[][],
  rival: number[][],
  n: number,
  clusterOf: (example: number) => number,
): Map<number, { added: number[]; taken: number[] }> {
  const changes = new Map<number, { added: number[]; taken: number[] }>();
  for (let example = 0; example < n; example++) {
    const [own, others] = [candidate[example]!, rival[example]!];
    const added = others.filter((place) => !own.includes(place));
    const taken = own.filter((place) => !others.includes(place));
    if (added.length + taken.length === 0) continue;
    const cluster = clusterOf(example);
    const change = changes.get(cluster) ?? { added: [], taken: [] };
    change.added.push(...added);
    change.taken.push(...taken);
    changes.set(cluster, change);
  }
  return changes;
}

/** P-values of both claims; the observed difference counts among the drawn ones, as in sign-flips.ts. */
export function swapTest({ values, differences }: Swaps): { better: number; worse: number } {
  const difference = values[0] - values[1];
  const drawn = differences.length;
  const below = firstWhere(0, drawn, (place) => differences[place]! >= difference - near);
  const upTo = firstWhere(0, drawn, (place) => differences[place]! > difference + near);
  return { better: (drawn - below + 1) / (drawn + 1), worse: (upTo + 1) / (drawn + 1) };
}

/**
 * The test turned round: what is added to the rival's number by chance. Of five clusters that differ, or fewer, no way of swapping is
 * as rare as one in twenty on two sides: there it is at least as wide as that of right and wrong answers.
 */
export function swapInterval(
  { values, differences, differing }: Swaps,
  clusters: number,
  confidence: number,
): [number, number] {
  const difference = values[0] - values[1];
  const outside = (1 - confidence) / 2;
  const at = (share: number) => differences[Math.round(share * (differences.length - 1))]!;
  const ends = [difference + at(outside), difference + at(1 - outside)];
  if (2 ** -differing > outside) {
    const [wins, losses] = difference < 0 ? [0, differing] : [differing, 0];
    ends.push(...tangoInterval({ n: clusters, wins, losses }, confidence));
  }
  return [Math.max(-1, Math.min(...ends)), Math.min(1, Math.max(...ends))];
}

/** As if the number were a mean: the standard deviation of what an example adds to the difference. */
export const deviationOf = ({ differences }: Swaps, n: number): number =>
  Math.sqrt((differences.reduce((sum, each) => sum + each ** 2, 0) / differences.length) * n);
