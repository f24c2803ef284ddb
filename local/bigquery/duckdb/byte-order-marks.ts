/** DuckDB's client drops a text's first character when it is U+FEFF, as if the text were a file; in a column it is one like any other. */
import { textDecoder } from '@duckdb/node-api/lib/vectors/dataAccessors';

const exact = new TextDecoder('utf-8', { ignoreBOM: true });

/** Keeps texts whole from here on: the client decodes every text by one decoder, which this replaces. */
export function keepByteOrderMarks(): void {
  textDecoder.decode = (bytes: Uint8Array) => exact.decode(bytes);
}
