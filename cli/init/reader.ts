/** Reads data files through DuckDB into a database on disk, so that all rows are looked at and memory stays bounded. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError, exitCodes } from '../errors';
import { loadFile } from './load-file';
import type { DataFile } from './recognise';

export interface Table {
  /** In the reader's database; column number i is c{i}, its kind of value k{i}. */
  name: string;
  /** As the file spells them, in its order. */
  columns: string[];
  rows: number;
}

export interface Reader {
  load(file: DataFile): Promise<Table>;
  /** The rows of tables with the same columns as one. */
  together(tables: Table[]): Promise<Table>;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** The rows of a JSON file, one text each, in chunks. */
  texts(table: Table): AsyncIterable<string[]>;
  /** Lets the statement that runs now fail. */
  interrupt(): void;
  close(): void;
}

export async function createReader(): Promise<Reader> {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-init-'));
  // Loaded only now: a fourth of what it takes to start a command, and this one alone needs it.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(join(folder, 'rows.duckdb'), {
    memory_limit: '512MB',
    threads: '2',
    temp_directory: join(folder, 'spilled'),
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const query = async (sql: string): Promise<Record<string, unknown>[]> =>
    (await connection.runAndReadAll(sql)).getRowObjectsJson();
  let loaded = 0;

  return {
    query,
    async load(file) {
      const name = `source_${loaded++}`;
      try {
        const columns = await loadFile(query, file, { name, copy: join(folder, name) });
        const [counted] = await query(`SELECT COUNT(*) AS rows FROM ${name}`);
        return { name, columns, rows: Number(counted?.['rows']) };
      } catch (error) {
        if (error instanceof CliError) throw error;
        throw new CliError(`${file.path} cannot be read as ${file.format}.`, {
          exitCode: exitCodes.usage,
          why: (error as Error).message.split('\n\n')[0],
        });
      }
    },
    async together(tables) {
      const [first, ...others] = tables;
      for (const { name } of others) {
        await query(`INSERT INTO ${first!.name} SELECT * FROM ${name}`);
        await query(`DROP TABLE ${name}`);
      }
      return { ...first!, rows: tables.reduce((sum, { rows }) => sum + rows, 0) };
    },
    texts: (table) => readTexts(connection, `SELECT json::VARCHAR FROM ${table.name}_json`),
    interrupt: () => connection.interrupt(),
    close() {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function* readTexts(connection: DuckDBConnection, sql: string): AsyncIterable<string[]> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    yield chunk.getColumnValues(0) as string[];
  }
}
