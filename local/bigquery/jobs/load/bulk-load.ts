/**
 * Files of rows read by DuckDB itself, many times as fast as row by row. Only where every row is plain: what there is to say
 * about a row that is not, with its line number, the row-by-row path says.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Context } from '../../context';
import { BigQueryError } from '../../errors';
import { duckType, literal, quote } from '../../rows/duck-types';
import type { Field } from '../../rows/schema';
import { settled, staged } from '../../rows/staging';
import type { LoadConfiguration } from '../../store/job-configuration';
import { plainLine } from './plain-lines';
import { compressionOf, type SourceFile } from './source-files';

/** A query of the rows of `fields` in these files; undefined when only the row-by-row path can tell what is in them. */
export async function bulkRows(
  { warehouse }: Context,
  configuration: LoadConfiguration,
  sources: readonly SourceFile[],
  fields: readonly Field[],
): Promise<string | undefined> {
  if (configuration.sourceFormat !== 'NEWLINE_DELIMITED_JSON') return undefined;
  const compression = await commonCompression(sources);
  if (!compression) return undefined;
  const files = `[${sources.map(({ path }) => literal(path)).join(', ')}], format = 'newline_delimited', compression = '${compression}'`;
  return warehouse.engine.reading(async (connection) => {
    try {
      if (!(await areAllPlain(connection, files, fields, configuration))) return undefined;
    } catch {
      return undefined;
    }
    const columns = fields.map((field) => `${literal(field.name)}: ${literal(duckType(staged(field)))}`);
    const values = fields.map((field) => `${settled(field, quote(field.name))} AS ${quote(field.name)}`);
    return `SELECT ${values.join(', ')} FROM read_json(${files}, columns = {${columns.join(', ')}})`;
  });
}

/** Undefined where they differ. */
async function commonCompression(sources: readonly SourceFile[]): Promise<string | undefined> {
  const found = new Set<string>();
  for (const { path } of sources) {
    const compression = await compressionOf(path);
    if (compression) found.add(compression);
  }
  return found.size === 1 ? [...found][0] : undefined;
}

async function areAllPlain(
  connection: DuckDBConnection,
  files: string,
  fields: readonly Field[],
  { ignoreUnknownValues = false }: LoadConfiguration,
): Promise<boolean> {
  const lines = `(SELECT CAST(json AS VARCHAR) AS line FROM read_ndjson_objects(${files}))`;
  const column = new Set(fields.map(({ name }) => name.toLowerCase()));
  const ignored = new Set<string>();
  const learnKeys = async (from: string) => {
    const rows = await connection.runAndReadAll(
      `SELECT DISTINCT unnest(json_keys(line)) FROM (SELECT line FROM ${from} LIMIT 1000)`,
    );
    for (const [key] of rows.getRows() as [string][]) if (!column.has(key.toLowerCase())) ignored.add(key);
  };
  const others = () => `${lines} WHERE NOT regexp_full_match(line, ${literal(plainLine(fields, [...ignored]))})`;
  const allPlain = async () =>
    (await connection.runAndReadAll(`SELECT 1 FROM ${others()} LIMIT 1`)).currentRowCount === 0;

  if (ignoreUnknownValues) await learnKeys(lines);
  for (let known = -1; known < ignored.size && ignored.size < 1000;) {
    if (await allPlain()) return true;
    known = ignored.size;
    if (ignoreUnknownValues) await learnKeys(others());
  }
  return false;
}

/** Whether an error of a bulk load is about its rows, so that the row-by-row path will say more. */
export const isAboutRows = (error: unknown): boolean =>
  !(error instanceof BigQueryError) && !/INTERRUPT|Out of Memory|TransactionContext/.test(String(error));
