/**
 * Odd sketches: of a text's shingles a few hundred bits, by which two texts are compared before their shingles are
 * (Mitzenmacher, Pagh and Pham, "Efficient Estimation for High Similarities using Odd Sketches", 2014).
 *
 * A bit says whether an odd number of shingles has its place. What two texts share is gone from the bits that differ, so that
 * these are never more than the shingles that only one of them has: no two texts that are alike are passed over.
 */

/** Sixteen numbers of sixty bits: up to some 400 shingles that differ their number is told to about one in ten. */
const parts = 16;
const bits = 60;

/** Where a shingle's bit is: columns part and bit. */
export const placeInSql = (): string =>
  `MOD(DIV(shingle, ${bits}), ${parts}) AS part,\n    1 << MOD(shingle, ${bits}) AS bit`;

const eachPart = (write: (part: number) => string): string[] => Array.from({ length: parts }, (_, part) => write(part));

/** The aggregates of a text's shingles, each of which it has once: parity_0, parity_1, … */
export const paritiesInSql = (): string =>
  eachPart((part) => `BIT_XOR(IF(part = ${part}, bit, 0)) AS parity_${part}`).join(',\n    ');

/** STRUCT<parity_0 INT64, …> of a row that has the aggregates. */
export const sketchInSql = (): string => `STRUCT(${eachPart((part) => `parity_${part}`).join(', ')})`;

/** At least so many shingles have the one text or the other, and not both, by the sketches of the rows of these names. */
export const differingInSql = (own: string, other: string): string =>
  eachPart((part) => `BIT_COUNT(${own}.sketch.parity_${part} ^ ${other}.sketch.parity_${part})`).join('\n    + ');
