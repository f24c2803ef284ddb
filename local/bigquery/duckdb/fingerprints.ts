/** FARM_FINGERPRINT of texts as DuckDB keeps them. */
import { getStringBytes } from '@duckdb/node-api/lib/vectors/dataAccessors';
import { bigqueryFingerprint } from 'farmhash-modern';

/** A text's entry in a vector: its length, and its bytes or, of more than twelve, where they are. */
const entryBytes = 16;
const mostInside = 12;

/** Short texts that are remembered: words come again and again. Two megabytes. */
const remembered = 2 ** 16;

/** Of one that is remembered: its entry, and its fingerprint, in numbers of 32 bits. */
const width = 8;

/**
 * Writes the fingerprint of the text in a row of a vector into that row of `halves`, the lower half first: a BigInt for each
 * would take longer than all the rest. One instance is for one thread.
 */
export function createFingerprints(): (vector: DataView, row: number, halves: Int32Array) => void {
  const known = new Int32Array(width * remembered);
  // An entry of nothing but zeros is the empty text, so that no place is ever without a true fingerprint.
  const empty = bigqueryFingerprint(new Uint8Array());
  for (let at = 0; at < known.length; at += width) write(empty, known, at + 4);

  return (vector, row, halves) => {
    const at = row * entryBytes;
    const length = vector.getInt32(at, true);
    if (length > mostInside) return write(bigqueryFingerprint(getStringBytes(vector, at)), halves, 2 * row);
    const first = vector.getInt32(at + 4, true);
    const second = vector.getInt32(at + 8, true);
    const third = vector.getInt32(at + 12, true);
    const place = width * placeOf(length, first, second, third);
    if (
      known[place] !== length ||
      known[place + 1] !== first ||
      known[place + 2] !== second ||
      known[place + 3] !== third
    ) {
      known[place] = length;
      known[place + 1] = first;
      known[place + 2] = second;
      known[place + 3] = third;
      write(bigqueryFingerprint(getStringBytes(vector, at)), known, place + 4);
    }
    halves[2 * row] = known[place + 4]!;
    halves[2 * row + 1] = known[place + 5]!;
  };
}

function write(fingerprint: bigint, halves: Int32Array, at: number): void {
  halves[at] = Number(BigInt.asIntN(32, fingerprint));
  halves[at + 1] = Number(fingerprint >> 32n);
}

function placeOf(length: number, first: number, second: number, third: number): number {
  let mixed = Math.imul(first ^ (first >>> 15), 0x2c1b3c6d) + length;
  mixed = Math.imul(mixed ^ second ^ (mixed >>> 13), 0x297a2d39);
  mixed = Math.imul(mixed ^ third ^ (mixed >>> 16), 0x1b56c4e9);
  return (mixed ^ (mixed >>> 15)) & (remembered - 1);
}
