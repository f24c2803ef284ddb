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

/** Of the pairs at the threshold, how many must meet. */
const wanted = 0.998;

/** Orders in which a text's shingles are looked through. */
const orders = 8;

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
 * The most rows, so that the fewest unlike texts meet, with which all but 2 in 1000 pairs at the threshold meet. For a
 * threshold of 0.8 that is 16 bands of 5 rows: they find a pair of similarity 0.8 with 99.8 %, of 0.9 with over 99.99 %, and
 * propose one of similarity 0.5 with 40 %, of 0.3 with 4 %, which the sketches then tell apart.
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
 * remainder by a power of two is a mask.
 */
function permutation(index: number): [a: number, b: number] {
  const random = digest(`permutation ${index}`);
  return [(parseInt(random.slice(0, 8), 16) % prime) | 1, parseInt(random.slice(8, 16), 16) % prime];
}

/** The places of a shingle, a number `shingle` below 2^31 - 1, in each order: order_0, order_1, … */
export const ordersInSql = (): string =>
  Array.from({ length: orders }, (_, order) => {
    const [a, b] = permutation(order);
    return `(${a} * shingle + ${b}) & ${prime} AS order_${order}`;
  }).join(',\n    ');

/**
 * The aggregates of a text's shingles by their places: minimum_0, minimum_1, … Each is the shingle that is nearest, by the
 * bits that differ, to one of the points that are spread over an order: any shingle of two texts is it with the same chance,
 * as with a permutation of its own, for a tenth of the work. Neighbouring minima, those of a band, are of different orders.
 */
export function minimaInSql({ bands, rows }: Bands): string {
  const pointsOfOrder = Math.ceil((bands * rows) / orders);
  return Array.from({ length: bands * rows }, (_, index) => {
    const order = index % orders;
    const [, start] = permutation(order);
    const point = (start + Math.floor((Math.floor(index / orders) / pointsOfOrder) * (prime + 1))) % (prime + 1);
    return `MIN(order_${order} ^ ${point}) AS minimum_${index}`;
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
