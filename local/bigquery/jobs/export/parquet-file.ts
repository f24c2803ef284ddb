/** Parquet: one file, written by DuckDB itself. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { temporaryFile } from '../../duckdb/temporary-files';
import { literal } from '../../rows/duck-types';
import type { Exported, ObjectFiles } from './object-files';

export async function exportParquet(
  { directory }: { directory: string },
  connection: DuckDBConnection,
  sql: string,
  files: ObjectFiles,
): Promise<Exported> {
  const path = temporaryFile(directory, 'parquet');
  try {
    const result = await connection.run(`COPY (${sql}) TO ${literal(path)} (FORMAT PARQUET)`);
    await files.write(0, createReadStream(path));
    return { fileCount: 1, rowCount: Number(result.rowsChanged) };
  } finally {
    await rm(path, { force: true });
  }
}
