/** DuckDB's client drops a text's first character when it is U+FEFF, as if the text were a file; in a column it is one like any other. */
import { textDecoder } from '@duckdb/node-api/lib/vectors/dataAccessors';

const exact = new TextDecoder('utf-8', { ignoreBOM: true });

/** The client has one decoder for every text that it reads: from here on, that one keeps them all whole. */
export function keepByteOrderMarks(): void {
  textDecoder.decode = (bytes: Uint8Array) => exact.decode(bytes);
}
