/** Reads data files into a database on disk, so that all rows are looked at and memory stays bounded. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDataFile, type DataFile } from './data-file';
import { loadRows } from './load-rows';

export interface Table {
  /** In the reader's database; column number i is c{i}, its kind of value k{i}. */
  name: string;
  /** As the file spells them, in its order. */
  columns: string[];
  rows: number;
}

export interface LoadedFile {
  file: DataFile;
  table: Table;
}

export interface Reader {
  /** @throws OperationError (usage) for a file that cannot be read */
  load(path: string): Promise<LoadedFile>;
  /** The rows of tables with the same columns, in whichever order, as one. */
  together(tables: Table[]): Promise<Table>;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** The rows of a file, one text of JSON each with its _row and _line, in chunks. */
  texts(table: Table): AsyncIterable<string[]>;
  /** Lets what runs now fail. */
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
  const interrupted = new AbortController();
  let loaded = 0;

  return {
    query,
    async load(path) {
      const name = `source_${loaded++}`;
      const lines = join(folder, `${name}.jsonl`);
      const file = await readDataFile(path, { lines, copy: join(folder, name) }, interrupted.signal);
      const columns = await loadRows(query, file, { table: name, lines });
      rmSync(lines);
      const [counted] = await query(`SELECT COUNT(*) AS rows FROM ${name}`);
      return { file, table: { name, columns, rows: Number(counted?.['rows']) } };
    },
    async together(tables) {
      const [first, ...others] = tables;
      for (const { name, columns } of others) {
        const places = first!.columns.map((column) => columns.indexOf(column));
        const selected = places.map((at) => `c${at}, k${at}`).join(', ') || '*';
        await query(`INSERT INTO ${first!.name} SELECT ${selected} FROM ${name}`);
        await query(`DROP TABLE ${name}`);
      }
      return { ...first!, rows: tables.reduce((sum, { rows }) => sum + rows, 0) };
    },
    texts: (table) => readTexts(connection, `SELECT json::VARCHAR FROM ${table.name}_json`),
    interrupt() {
      interrupted.abort();
      connection.interrupt();
    },
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
