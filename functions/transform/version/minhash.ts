/**
 * MinHash with banding: texts with similar sets of shingles meet in a bucket, without every text being compared with every
 * other (Broder, "On the resemblance and containment of documents", 1997; Leskovec, Rajaraman and Ullman, "Mining of
 * Massive Datasets", chapter 3).
 */
import { digest } from '../../../core/digest';

/** 2^31 - 1: the product of two numbers below it fits INT64. */
const prime = 2147483647;

/** Permutations of the shingles at most, of which each keeps its minimum: what is spent on one text. */
const most = 80;

/** Of the pairs at the threshold, how many must meet; and how many of those the sketches must let through. */
const wanted = 0.998;
const letThrough = 0.9995;

export interface Bands {
  /** Buckets that each text is in. */
  bands: number;
  /** Minima that texts have to share to be in the same bucket. */
  rows: number;
}

/** How likely two texts of that similarity meet in some bucket: 1 - (1 - s^rows)^bands. */
export const chanceToMeet = (similarity: number, { bands, rows }: Bands): number =>
  1 - (1 - similarity ** rows) ** bands;

/**
 * The most rows, so that the fewest unlike texts meet, with which all but 3 in 1000 pairs at the threshold meet and pass the
 * sketches. For a threshold of 0.8 that is 16 bands of 5 rows: they find a pair of similarity 0.8 with 99.8 %, of 0.9 with
 * over 99.99 %, and propose one of similarity 0.5 with 40 %, of 0.3 with 4 %, which the sketches then tell apart.
 */
export function bandsFor(similarity: number): Bands {
  for (let rows = 8; rows > 1; rows--) {
    const bands = Math.max(1, Math.ceil(Math.log(1 - wanted) / Math.log(1 - similarity ** rows)));
    if (bands * rows <= most) return { bands, rows };
  }
  return { bands: most, rows: 1 };
}

/**
 * x → (a · x + b) mod 2^31 with an odd a, the same ones always: a signature of last year is comparable with one of today. A
 * remainder by a power of two is a mask: most of what a signature costs is these.
 */
function permutation(index: number): [a: number, b: number] {
  const random = digest(`permutation ${index}`);
  return [(parseInt(random.slice(0, 8), 16) % prime) | 1, parseInt(random.slice(8, 16), 16) % prime];
}

/** The aggregates of a text's shingles, each a number `shingle` below 2^31 - 1: minimum_0, minimum_1, … */
export function minimaInSql({ bands, rows }: Bands): string {
  return Array.from({ length: bands * rows }, (_, index) => {
    const [a, b] = permutation(index);
    return `MIN((${a} * shingle + ${b}) & ${prime}) AS minimum_${index}`;
  }).join(',\n    ');
}

/** One number per band, of the band and its minima: texts with the same number are in the same bucket. */
export function bucketsInSql({ bands, rows }: Bands): string {
  const [factor] = permutation(-1);
  return Array.from({ length: bands }, (_, band) => {
    const minima = Array.from({ length: rows }, (__, row) => `minimum_${band * rows + row}`);
    const mixed = minima.reduce((sum, minimum) => `MOD(${sum} * ${factor} + ${minimum}, ${prime})`);
    return `${band * (prime + 1)} + ${mixed}`;
  }).join(',\n      ');
}

/** Of a sketch: bits of each minimum, and how many of them a number has room for. */
const bits = 4;
const perNumber = 15;

/** A text's minima, the last bits of each: STRUCT<part_0 INT64, …>. Two texts' can be compared without their shingles. */
export function sketchInSql({ bands, rows }: Bands): string {
  const cells = Array.from({ length: bands * rows }, (_, index) => `(minimum_${index} & ${2 ** bits - 1})`);
  const parts = Array.from({ length: Math.ceil(cells.length / perNumber) }, (_, part) => {
    const own = cells.slice(part * perNumber, (part + 1) * perNumber);
    return `${own.map((cell, place) => `${cell} << ${place * bits}`).join(' | ')} AS part_${part}`;
  });
  return `STRUCT(${parts.join(',\n      ')})`;
}

/** How many minima two texts do not share, by the sketches of the rows of these names. */
export function unlikeInSql({ bands, rows }: Bands, own: string, other: string): string {
  const first = BigInt(`0x${'1'.repeat(perNumber)}`);
  return Array.from({ length: Math.ceil((bands * rows) / perNumber) }, (_, part) => {
    const differing = `(${own}.sketch.part_${part} ^ ${other}.sketch.part_${part})`;
    const anyBit = Array.from({ length: bits }, (__, bit) => `${differing} >> ${bit}`).join(' | ');
    return `BIT_COUNT((${anyBit}) & ${first})`;
  }).join('\n    + ');
}

/**
 * The most minima that two texts may not share without being passed over: all but 5 in 10,000 pairs of that similarity share
 * more. What differs looks the same in one case of 16.
 */
export function mostUnlike(similarity: number, { bands, rows }: Bands): number {
  const minima = bands * rows;
  const differs = (1 - similarity) * (1 - 2 ** -bits);
  let chance = (1 - differs) ** minima;
  let upTo = chance;
  let most = 0;
  for (; upTo < letThrough && most < minima; most++) {
    chance *= ((minima - most) / (most + 1)) * (differs / (1 - differs));
    upTo += chance;
  }
  return most;
}
