/** Newline-delimited JSON: DuckDB writes all lines to one file, and Cloud Storage takes it in parts. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { createGzip } from 'node:zlib';
import type { Slice } from '../../../storage/data-files';
import { profiled, type Profile } from '../../duckdb/profile';
import { temporaryFile } from '../../duckdb/temporary-files';
import { literal } from '../../rows/duck-types';
import { maxFileBytes, type Exported, type ObjectFiles } from './object-files';

/**
 * Parts are taken as they lie, so that rows never come into JavaScript; packed parts are read and written anew.
 * @param lines a query of one column, the lines
 */
export async function exportJson(
  place: { directory: string },
  connection: DuckDBConnection,
  lines: string,
  files: ObjectFiles,
  isPacked: boolean,
): Promise<{ result: Exported; profile: Profile }> {
  const path = temporaryFile(place.directory, 'jsonl');
  try {
    // Text as it is: JSON has no line feeds of its own.
    const asLines = "(FORMAT CSV, HEADER FALSE, DELIMITER '', QUOTE '', ESCAPE '')";
    const { result, profile } = await profiled(place, connection, () =>
      connection.run(`COPY (${lines}) TO ${literal(path)} ${asLines}`),
    );
    let fileCount = 0;
    for await (const slice of partsOf(path)) {
      if (isPacked) await files.write(fileCount, createReadStream(path, slice).pipe(createGzip()));
      else await files.adopt(fileCount, slice);
      fileCount += 1;
    }
    return { result: { fileCount, rowCount: Number(result.rowsChanged) }, profile };
  } finally {
    await rm(path, { force: true });
  }
}

/** Each of whole lines and not much larger than a file may be; one, which is empty, of an empty file. */
async function* partsOf(path: string): AsyncGenerator<Slice> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(64 * 1024);
    for (let start = 0; start === 0 || start < size;) {
      let end = start + maxFileBytes;
      for (let found = -1; found < 0 && end < size;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, end);
        found = buffer.subarray(0, bytesRead).indexOf(10);
        end += found < 0 ? bytesRead : found;
      }
      yield { path, start, end: Math.min(end, size - 1) };
      start = end + 1;
    }
  } finally {
    await file.close();
  }
}
