/** A query's rows exported to Cloud Storage, streamed: newline-delimited JSON, CSV and Parquet, in files of at most 1 GB. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Principal } from '../../../iam/access';
import type { Context } from '../../context';
import { describeOn } from '../../duckdb/engine';
import { profiled, type Profile } from '../../duckdb/profile';
import { unsupported } from '../../errors';
import type { Sorted } from '../../sql/plan';
import { parseObjectUri } from '../object-uri';
import { exportCsv, type CsvOptions } from './csv-files';
import { exportJson } from './json-files';
import { jsonRows } from './json-lines';
import { createObjectFiles, refuseExisting, type Exported } from './object-files';
import { exportParquet } from './parquet-file';

/** As in EXPORT DATA OPTIONS (…). */
export interface ExportOptions extends CsvOptions {
  uri: string;
  format: string;
  /** Replaces objects that this export writes again. Others that the wildcard names stay, as in BigQuery. */
  overwrite?: boolean;
  compression?: string;
}

const known = new Set(['uri', 'format', 'overwrite', 'header', 'field_delimiter', 'compression']);

/** @throws BigQueryError for options that are not known, what exists unless `overwrite`, and what the caller may not write */
export async function exportQuery(
  context: Context,
  connection: DuckDBConnection,
  { sql, sorted }: { sql: string; sorted?: Sorted },
  options: ExportOptions,
  principal: Principal,
): Promise<{ result: Exported; profile: Profile }> {
  const { format, isPacked } = formOf(options);
  const uri = parseObjectUri(options.uri);
  if (!options.overwrite) refuseExisting(context, uri);
  const files = createObjectFiles(context, uri, principal);
  const fields = await describeOn(connection, sql);
  switch (format) {
    case 'PARQUET':
      return profiled(context, connection, () => exportParquet(context, connection, sql, files));
    case 'JSON':
      return exportJson(context, connection, jsonRows(sql, fields, sorted), files, isPacked);
    default:
      return profiled(context, connection, () => exportCsv(connection, sql, fields, options, files, isPacked));
  }
}

function formOf(options: ExportOptions): { format: string; isPacked: boolean } {
  const unknown = Object.keys(options).find((key) => !known.has(key));
  if (unknown) throw unsupported(`EXPORT DATA option ${unknown}`);
  const format = String(options.format ?? '').toUpperCase();
  const compression = String(options.compression ?? 'NONE').toUpperCase();
  if (!['JSON', 'CSV', 'PARQUET'].includes(format)) throw unsupported(`export format ${options.format}`);
  if (!['NONE', 'GZIP'].includes(compression) || (compression === 'GZIP' && format === 'PARQUET'))
    throw unsupported(`${compression} compression of ${format}`);
  return { format, isPacked: compression === 'GZIP' };
}
