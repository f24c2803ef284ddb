/** Loads a data file into a table of DuckDB: its values as texts, and beside each the kind of value that it is. */
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CliError, exitCodes } from '../errors';
import type { DataFile } from './recognise';

/** More fields than that are no columns but keys of a map. */
const maximumColumns = 1000;
const longestLine = 8e6;

type Query = (sql: string) => Promise<Record<string, unknown>[]>;
/**
 * @param copy path for what has to be written anew to be read
 * @returns the columns as the file spells them: number i is c{i}, its kind of value k{i} (but of CSV, which has only texts)
 */
export async function loadFile(
  query: Query,
  file: DataFile,
  { name, copy }: { name: string; copy: string },
): Promise<string[]> {
  return loaders[file.format](query, await plainFile(file, copy), name);
}

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

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

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
