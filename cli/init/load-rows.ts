/** Loads rows that were read into a table of DuckDB: their values as texts, and beside each the kind of value that it is. */
import { OperationError, exitCodes } from '../../operations/errors';
import type { DataFile } from './data-file';

/** More fields than that are no columns but keys of a map. */
const maximumColumns = 1000;
/** A row has ten megabytes at most, and some more where its characters are escaped. */
const longestLine = 32e6;

type Query = (sql: string) => Promise<Record<string, unknown>[]>;

/**
 * @param lines the file's rows, a JSON object on each line
 * @returns the columns as the file spells them: number i is c{i}, its kind of value k{i}
 */
export async function loadRows(
  query: Query,
  { format, columns: known, unreadable }: DataFile,
  { table, lines }: { table: string; lines: string },
): Promise<string[]> {
  await query(`CREATE TABLE ${table}_json AS SELECT json FROM read_ndjson_objects(${literal(lines)},
    maximum_object_size = ${longestLine}, compression = 'uncompressed')`);
  // One that was found to be damaged half-way has values in some rows.
  const found = (await keysOf(query, table)).filter((key) => unreadable.every(({ name }) => name !== key));
  // As the file has them: JSON puts names that are numbers first.
  const columns = known ? known.filter((name) => found.includes(name)) : found;
  if (known && found.includes('')) columns.push('');
  const values = [...new Set(columns)].map((name, i) => {
    const pointer = literal(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    const text = format === 'csv' ? `NULLIF(json ->> ${pointer}, '')` : `json ->> ${pointer}`;
    const kind = format === 'csv' ? csvKind(text) : jsonKind(`json_type(json, ${pointer})`);
    return `${text} AS c${i}, ${kind} AS k${i}`;
  });
  await query(`CREATE TABLE ${table} AS SELECT ${values.join(', ') || 'NULL AS nothing'} FROM ${table}_json`);
  return [...new Set(columns)];
}

async function keysOf(query: Query, table: string): Promise<string[]> {
  const keys = await query(`
    SELECT key, MIN(row * 10000 + place) AS first_at
    FROM (
      SELECT row, UNNEST(keys) AS key, GENERATE_SUBSCRIPTS(keys, 1) AS place
      FROM (SELECT rowid AS row, json_keys(json) AS keys FROM ${table}_json)
    )
    WHERE key NOT IN ('_row', '_line')
    GROUP BY key ORDER BY first_at LIMIT ${maximumColumns + 1}`);
  if (keys.length > maximumColumns)
    throw new OperationError(`The rows have more than ${maximumColumns} different fields.`, {
      exitCode: exitCodes.usage,
      next: 'write keys that differ from row to row as one field, an object',
    });
  return keys.map(({ key }) => String(key));
}

/** A text in DuckDB's SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const jsonKind = (type: string): string => `CASE ${type}
  WHEN 'VARCHAR' THEN 'text' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'ARRAY' THEN 'list' WHEN 'OBJECT' THEN 'object'
  WHEN 'NULL' THEN 'null' WHEN 'BIGINT' THEN 'integer' WHEN 'UBIGINT' THEN 'integer'
  WHEN 'DOUBLE' THEN 'number' WHEN 'HUGEINT' THEN 'number' WHEN 'UHUGEINT' THEN 'number' END`;

/**
 * What a value of CSV is, when it is no text. Digits with a leading zero or a plus sign are a name, not a number, and so is
 * what no number keeps exactly.
 */
const csvKind = (value: string): string => `CASE
  WHEN ${value} IS NULL THEN 'null'
  WHEN REGEXP_FULL_MATCH(${value}, '-?(0|[1-9][0-9]{0,15})') THEN
    CASE WHEN ABS(TRY_CAST(${value} AS BIGINT)) <= 9007199254740991 THEN 'integer' ELSE 'text' END
  WHEN REGEXP_FULL_MATCH(${value}, '-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,17})?([eE][+-]?[0-9]{1,2})?')
    AND LENGTH(REGEXP_REPLACE(REGEXP_REPLACE(${value}, '[eE].*', ''), '^-?0?\\.?0*|\\.|-', '', 'g')) <= 15 THEN 'number'
  WHEN ${value} IN ('true', 'false') THEN 'boolean'
  ELSE 'text' END`;
