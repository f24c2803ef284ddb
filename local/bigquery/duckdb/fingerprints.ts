/** FARM_FINGERPRINT of texts as DuckDB keeps them. */
import { getStringBytes } from '@duckdb/node-api/lib/vectors/dataAccessors';
import { bigqueryFingerprint } from 'farmhash-modern';

/** A text's entry in a vector: its length, and its bytes or, of more than twelve, where they are. */
const entryBytes = 16;
const mostInside = 12;

/** Short texts that are remembered: words come again and again. Two megabytes. */
const remembered = 2 ** 16;

/** Fingerprints by the entry of a vector of texts; one instance is for one thread. */
export function createFingerprints(): (vector: DataView, row: number) => bigint {
  // An entry of nothing but zeros is the empty text, so that no place is ever without a true fingerprint.
  const entries = new Int32Array(4 * remembered);
  const fingerprints = new BigInt64Array(remembered).fill(bigqueryFingerprint(new Uint8Array()));

  return (vector, row) => {
    const at = row * entryBytes;
    const length = vector.getInt32(at, true);
    if (length > mostInside) return bigqueryFingerprint(getStringBytes(vector, at));
    const first = vector.getInt32(at + 4, true);
    const second = vector.getInt32(at + 8, true);
    const third = vector.getInt32(at + 12, true);
    const place = placeOf(length, first, second, third);
    const entry = 4 * place;
    if (
      entries[entry] !== length ||
      entries[entry + 1] !== first ||
      entries[entry + 2] !== second ||
      entries[entry + 3] !== third
    ) {
      entries[entry] = length;
      entries[entry + 1] = first;
      entries[entry + 2] = second;
      entries[entry + 3] = third;
      fingerprints[place] = bigqueryFingerprint(getStringBytes(vector, at));
    }
    return fingerprints[place]!;
  };
}

function placeOf(length: number, first: number, second: number, third: number): number {
  let mixed = Math.imul(first ^ (first >>> 15), 0x2c1b3c6d) + length;
  mixed = Math.imul(mixed ^ second ^ (mixed >>> 13), 0x297a2d39);
  mixed = Math.imul(mixed ^ third ^ (mixed >>> 16), 0x1b56c4e9);
  return (mixed ^ (mixed >>> 15)) & (remembered - 1);
}
