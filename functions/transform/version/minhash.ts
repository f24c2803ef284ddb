/**
 * MinHash with banding: texts with similar sets of shingles meet in a bucket, without every text being compared with every
 * other (Broder, "On the resemblance and containment of documents", 1997; Leskovec, Rajaraman and Ullman, "Mining of
 * Massive Datasets", chapter 3).
 */
import { digest } from '../../../core/digest';

/** 2^31 - 1: the product of two numbers below it fits INT64. */
const prime = 2147483647;

/** Permutations of the shingles at most, of which each keeps its minimum: what is spent on one text. */
const most = 72;

/** Of the pairs at the threshold, how many must meet. */
const wanted = 0.995;

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
 * The most rows, so that the fewest unlike texts meet, with which all but 5 in 1000 pairs at the threshold are found. For a
 * threshold of 0.8 that is 14 bands of 5 rows: they find a pair of similarity 0.8 with 99.6 %, of 0.9 with over 99.99 %, and
 * propose one of similarity 0.5 with 36 %, of 0.3 with 3 %.
 */
export function bandsFor(similarity: number): Bands {
  for (let rows = 8; rows > 1; rows--) {
    const bands = Math.max(1, Math.ceil(Math.log(1 - wanted) / Math.log(1 - similarity ** rows)));
    if (bands * rows <= most) return { bands, rows };
  }
  return { bands: most, rows: 1 };
}

/** x → (a · x + b) mod 2^31 - 1, the same ones always: a signature of last year is comparable with one of today. */
function permutation(index: number): [a: number, b: number] {
  const random = digest(`permutation ${index}`);
  return [1 + (parseInt(random.slice(0, 8), 16) % (prime - 1)), parseInt(random.slice(8, 16), 16) % prime];
}

/** The aggregates of a text's shingles, each a number `shingle` below 2^31 - 1: minimum_0, minimum_1, … */
export function minimaInSql({ bands, rows }: Bands): string {
  return Array.from({ length: bands * rows }, (_, index) => {
    const [a, b] = permutation(index);
    return `MIN(MOD(${a} * shingle + ${b}, ${prime})) AS minimum_${index}`;
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
