import { expect, test } from '@jest/globals';
import { bigqueryFingerprint } from 'farmhash-modern';
import { createFingerprints } from '../../../../local/bigquery/duckdb/fingerprints';

/** Entries of short texts, as DuckDB lays them out: the length, then the bytes with zeros behind. */
function vectorOf(texts: string[]): DataView {
  const bytes = Buffer.alloc(16 * texts.length);
  for (const [row, text] of texts.entries()) {
    bytes.writeInt32LE(Buffer.byteLength(text), 16 * row);
    bytes.write(text, 16 * row + 4);
  }
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

test('every text has its own fingerprint, remembered or not, however many came between', () => {
  const texts = ['', '\0', 'a', 'a\0', 'word', 'twelve bytes', 'größe', '東京'];
  // More than are remembered, so that places are taken by one after the other.
  for (let n = 0; texts.length < 200_000; n++) texts.push(`w${n}`);
  const writeFingerprint = createFingerprints();
  const vector = vectorOf(texts);
  const expected = texts.map((text) => bigqueryFingerprint(Buffer.from(text)));
  const written = new BigInt64Array(texts.length);
  for (let turn = 0; turn < 2; turn++) {
    written.fill(0n);
    for (const row of texts.keys()) writeFingerprint(vector, row, new Int32Array(written.buffer));
    expect(texts.findIndex((_, row) => written[row] !== expected[row])).toBe(-1);
  }
});
