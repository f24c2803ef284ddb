/**
 * Graded scores, and clusters: the paired permutation test. Where candidate and rival are equal, which of the two gave which
 * score in a cluster is a coin: the sum of the differences is as likely with every sign turned.
 */
import { randomIntegers } from './random';

export interface Flips {
  /** At most so many; where all that there are are no more, all, and the p-value is exact. */
  resamples: number;
  seed: string;
}

const inByte = 8;

/**
 * How far a sum of differences lies above nothing, where their squares sum to one, corrected for what their skewness lends it (P. Hall
 * 1992, The Bootstrap and Edgeworth Expansion, 2.6): many small gains against a few great losses look better than they are.
 */
export const correctedSum = (sum: number, cubes: number): number => sum + (cubes * (1 + 2 * sum * sum)) / 6;

/**
 * The chance of a sum as high. Exact where the differences lie symmetrically around nothing, as they do between equals; about
 * right for others of some hundred clusters. Drawn flips count the observed one among them, (b + 1) / (m + 1), so that the
 * level holds with any number of them (Phipson and Smyth 2010).
 */
export function signFlipTest(differences: Float64Array, { resamples, seed }: Flips): number {
  const length = Math.sqrt(total(differences.map((difference) => difference ** 2)));
  const differing = differences.filter((difference) => difference !== 0).map((difference) => difference / length);
  const cubed = differing.map((difference) => difference ** 3);
  const least = correctedSum(total(differing), total(cubed)) - near;
  const tables = { sums: sumsByByte(differing), cubes: sumsByByte(cubed) };
  const all = 2 ** differing.length;
  if (all <= resamples) return countAll(tables, all, least) / all;
  return (countDrawn(tables, resamples, least, randomIntegers(seed)) + 1) / (resamples + 1);
}

/** What sums of the same numbers in another order may differ by. */
export const near = 1e-9;

const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

interface Tables {
  sums: Float64Array;
  cubes: Float64Array;
}

/** Of every eight differences, their sum under each of the 256 ways to turn their signs. */
function sumsByByte(differences: Float64Array): Float64Array {
  const blocks = Math.ceil(differences.length / inByte);
  const sums = new Float64Array(blocks * 256);
  for (let block = 0; block < blocks; block++) {
    const eight = differences.subarray(block * inByte, (block + 1) * inByte);
    const table = sums.subarray(block * 256, (block + 1) * 256);
    // Turned the other way all of them; then with each one turned back, which doubles what is known.
    table[0] = -eight.reduce((sum, difference) => sum + difference, 0);
    for (let bit = 0; bit < inByte; bit++)
      for (let signs = 0; signs < 1 << bit; signs++) table[signs + (1 << bit)] = table[signs]! + 2 * (eight[bit] ?? 0);
  }
  return sums;
}

function countAll({ sums, cubes }: Tables, all: number, least: number): number {
  let count = 0;
  for (let signs = 0; signs < all; signs++) {
    let sum = 0;
    let cube = 0;
    for (let block = 0; block * 256 < sums.length; block++) {
      const place = block * 256 + ((signs >>> (block * inByte)) & 255);
      sum += sums[place]!;
      cube += cubes[place]!;
    }
    if (correctedSum(sum, cube) >= least) count++;
  }
  return count;
}

function countDrawn(
  { sums, cubes }: Tables,
  resamples: number,
  least: number,
  fill: (into: Uint32Array) => void,
): number {
  // One number has the signs of four blocks.
  const signs = new Uint32Array(Math.ceil(sums.length / 1024));
  let count = 0;
  for (let resample = 0; resample < resamples; resample++) {
    fill(signs);
    let sum = 0;
    let cube = 0;
    for (let start = 0; start < sums.length; start += 256) {
      const place = start + ((signs[start >> 10]! >>> ((start >> 5) & 24)) & 255);
      sum += sums[place]!;
      cube += cubes[place]!;
    }
    if (correctedSum(sum, cube) >= least) count++;
  }
  return count;
}
