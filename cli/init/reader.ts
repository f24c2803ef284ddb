/** Reads data files through DuckDB into a database on disk, so that all rows are looked at and memory stays bounded. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CliError, exitCodes } from '../errors';
import { readProfile } from './measure';
import type { ColumnProfile } from './profile';
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
  profile(table: Table): Promise<ColumnProfile[]>;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** The rows of a JSON file, one text each, in chunks. */
  texts(table: Table): AsyncIterable<string[]>;
  /** Lets the statement that runs now fail. */
  interrupt(): void;
  close(): void;
}

/** More fields than that are no columns but keys of a map. */
const maximumColumns = 1000;
const longestLine = 8e6;

export async function createReader(): Promise<Reader> {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-init-'));
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
        const plain = await plainFile(file, join(folder, name));
        const columns = await loaders[file.format](query, plain, name);
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
    profile: (table) => readProfile(query, table),
    texts: (table) => readTexts(connection, `SELECT json::VARCHAR FROM ${table.name}_json`),
    interrupt: () => connection.interrupt(),
    close() {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Query = Reader['query'];
type Loader = (query: Query, file: DataFile, table: string) => Promise<string[]>;

/** DuckDB reads neither a packed Parquet file nor JSON after a byte order mark: such a file is copied without. */
async function plainFile(file: DataFile, copy: string): Promise<DataFile> {
  const isPacked = file.compression === 'gzip';
  if (!(file.format === 'parquet' && isPacked) && !(file.isMarked && file.format !== 'csv')) return file;
  const unpacking = isPacked ? [createGunzip()] : [];
  const start = file.isMarked && !isPacked ? 3 : 0;
  await pipeline([createReadStream(file.path, { start }), ...unpacking, createWriteStream(copy)]);
  return { ...file, path: copy, compression: 'none' };
}

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const loaders: Record<DataFile['format'], Loader> = {
  async csv(query, { path, header = [], delimiter = ',', compression }, table) {
    const columns = header.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ');
    // A row that is not as wide as the header is for validate to judge; here it only adds nothing.
    await query(`CREATE TABLE ${table} AS SELECT * FROM read_csv(${literal(path)}, columns = {${columns}}, header = true,
      auto_detect = false, delim = ${literal(delimiter)}, quote = '"', escape = '"', null_padding = true, parallel = false,
      ignore_errors = true, max_line_size = ${longestLine}, compression = '${compression}')`);
    return header;
  },
  jsonl: (query, { path, compression }, table) =>
    loadJson(query, `read_ndjson_objects(${literal(path)}, ignore_errors = true, ${jsonOptions(compression)})`, table),
  json: (query, { path, compression }, table) =>
    loadJson(query, `read_json_objects(${literal(path)}, format = 'array', ${jsonOptions(compression)})`, table),
  async parquet(query, { path }, table) {
    const described = await query(`DESCRIBE SELECT * FROM read_parquet(${literal(path)})`);
    const columns = described.map((column, i) => {
      const name = `"${String(column['column_name']).replaceAll('"', '""')}"`;
      const { text, kind } = parquetValue(name, String(column['column_type']));
      // A null of Parquet is no value, as validate reads it.
      return `${text} AS c${i}, CASE WHEN ${name} IS NOT NULL THEN ${kind} END AS k${i}`;
    });
    await query(`CREATE TABLE ${table} AS SELECT ${columns.join(', ')} FROM read_parquet(${literal(path)})`);
    return described.map((column) => String(column['column_name']));
  },
};

const jsonOptions = (compression: string): string =>
  `maximum_object_size = ${longestLine}, compression = '${compression === 'none' ? 'uncompressed' : compression}'`;

async function loadJson(query: Query, from: string, table: string): Promise<string[]> {
  await query(`CREATE TABLE ${table}_json AS SELECT json FROM ${from} WHERE json_type(json) = 'OBJECT'`);
  const keys = await query(`
    SELECT key, MIN(row * 10000 + place) AS first_at
    FROM (
      SELECT row, UNNEST(keys) AS key, GENERATE_SUBSCRIPTS(keys, 1) AS place
      FROM (SELECT rowid AS row, json_keys(json) AS keys FROM ${table}_json)
    )
    GROUP BY key ORDER BY first_at LIMIT ${maximumColumns + 1}`);
  if (keys.length > maximumColumns)
    throw new CliError(`the rows have more than ${maximumColumns} different fields.`, { exitCode: exitCodes.usage });
  const columns = keys.map(({ key }) => String(key));
  const values = columns.map((name, i) => {
    const pointer = literal(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    return `json ->> ${pointer} AS c${i}, ${jsonKind(`json_type(json, ${pointer})`, `json ->> ${pointer}`)} AS k${i}`;
  });
  await query(`CREATE TABLE ${table} AS SELECT ${values.join(', ') || 'NULL AS nothing'} FROM ${table}_json`);
  return columns;
}

/** JSON.parse rounds whole numbers beyond 2^53: those are numbers, not integers that can be kept. */
const wholeKind = (text: string): string =>
  `CASE WHEN ABS(TRY_CAST(${text} AS DOUBLE)) <= 9007199254740991 THEN 'integer' ELSE 'number' END`;

const jsonKind = (type: string, text: string): string => `CASE ${type}
  WHEN 'VARCHAR' THEN 'text' WHEN 'DOUBLE' THEN 'number' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'ARRAY' THEN 'list'
  WHEN 'OBJECT' THEN 'object' WHEN 'NULL' THEN 'null'
  WHEN 'BIGINT' THEN ${wholeKind(text)} WHEN 'UBIGINT' THEN ${wholeKind(text)} END`;

function parquetValue(name: string, type: string): { text: string; kind: string } {
  const text = `CAST(${name} AS VARCHAR)`;
  if (/\[\d*\]$/.test(type)) return { text, kind: `'list'` };
  if (/^(STRUCT|MAP|UNION)/.test(type)) return { text, kind: `'object'` };
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?)$/.test(type)) return { text, kind: wholeKind(name) };
  if (type === 'JSON') return { text: `${name} ->> '$'`, kind: jsonKind(`json_type(${name})`, `${name} ->> '$'`) };
  if (/^(FLOAT|DOUBLE|DECIMAL)/.test(type)) return { text, kind: `'number'` };
  if (type === 'BOOLEAN') return { text, kind: `'boolean'` };
  // Validate has a time of day as Parquet stores it: a count of milli- or microseconds.
  if (type === 'TIME') return { text, kind: `'integer'` };
  if (type.startsWith('TIMESTAMP')) return { text: `STRFTIME(${name}, '%Y-%m-%dT%H:%M:%SZ')`, kind: `'text'` };
  return { text, kind: `'text'` };
}

async function* readTexts(connection: DuckDBConnection, sql: string): AsyncIterable<string[]> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    yield chunk.getColumnValues(0) as string[];
  }
}
