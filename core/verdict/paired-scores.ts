/** What two models scored on the same examples, as their differences by cluster. */
import type { Flips } from './sign-flips';
import type { Look } from './spending';
import { swapped, type Pooled, type Swaps } from './swaps';

/** Of one metric, higher is better, each from 0 to 1; an example that either could not be scored on is left out by the caller. */
export interface PairedScores {
  metric: string;
  candidate: string;
  rival: string;
  /** Which examples these are, where they are not all. */
  slice?: string;
  /** One per example, in one order with the rival's. */
  candidateScores: ArrayLike<number>;
  rivalScores: ArrayLike<number>;
  /** Examples that hang together (one customer, one document) share a key; absent, each stands for itself. */
  clusters?: ArrayLike<string | number>;
  /** Where the number of all is not their mean: what it is made of. The scores then say only on which examples the models differ. */
  pooled?: Pooled;
  /** The looks so far, where there may be several, this one last: the examples are in the order in which they are looked at. */
  looks?: Look[];
}

export interface Differences {
  /** Examples. */
  n: number;
  /** Mean score, or number of all, of the candidate, and of the rival. */
  means: [candidate: number, rival: number];
  /** Candidate less rival, summed over each cluster, in order of first appearance. */
  sums: Float64Array;
  /** Examples of each cluster. */
  sizes: Float64Array;
  /** Examples on which the candidate scores higher, and lower. */
  wins: number;
  losses: number;
  /** Every score is 0 or 1. */
  isRightWrong: boolean;
  isClustered: boolean;
  /** Of numbers that only all answers together have. */
  swaps?: Swaps;
}

/** Of the first n examples. @throws RangeError where the scores are none, not as many, or no numbers */
export function differencesOf(
  { candidateScores, rivalScores, clusters, pooled }: PairedScores,
  n: number = candidateScores.length,
  flips: Flips = { resamples: 10_000, seed: '' },
): Differences {
  if (n === 0) throw new RangeError('there is no example to compare on');
  if (rivalScores.length !== candidateScores.length)
    throw new RangeError(`${candidateScores.length} scores cannot be paired with ${rivalScores.length}`);
  const { placeOf, count } = placesOf(clusters, n);
  const [sums, sizes] = [new Float64Array(count), new Float64Array(count)];
  let [wins, losses, ofCandidate, ofRival] = [0, 0, 0, 0];
  let isRightWrong = true;
  for (let example = 0; example < n; example++) {
    const [one, other] = [candidateScores[example]!, rivalScores[example]!];
    if (!Number.isFinite(one) || !Number.isFinite(other)) throw new RangeError(`example ${example} has no score`);
    isRightWrong &&= (one === 0 || one === 1) && (other === 0 || other === 1);
    sums[placeOf(example)]! += one - other;
    sizes[placeOf(example)]! += 1;
    if (one > other) wins++;
    if (one < other) losses++;
    ofCandidate += one;
    ofRival += other;
  }
  const swaps = pooled && swapped(pooled, { n, clusterOf: placeOf }, flips);
  return {
    n,
    means: swaps?.values ?? [ofCandidate / n, ofRival / n],
    sums,
    sizes,
    wins,
    losses,
    isRightWrong,
    isClustered: count < n,
    ...(swaps && { swaps }),
  };
}

/** The place of each example's cluster, by first appearance. */
function placesOf(clusters: PairedScores['clusters'], n: number) {
  if (!clusters) return { placeOf: (example: number) => example, count: n };
  const places = new Map<string | number, number>();
  const placed = Int32Array.from({ length: n }, (_, example) => {
    const key = clusters[example]!;
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  });
  return { placeOf: (example: number) => placed[example]!, count: places.size };
}
