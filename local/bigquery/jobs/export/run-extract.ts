/** Extract jobs: a table to files. */
import type { Context } from '../../context';
import { toBigQueryError } from '../../duckdb/errors';
import { BigQueryError } from '../../errors';
import { allow, tablePath } from '../../permissions';
import type { ExtractConfiguration } from '../../store/job-configuration';
import { storedTable, tableNameOf } from '../../table-name';
import type { Running } from '../running';
import { exportQuery } from './export';

export async function runExtract(
  context: Context,
  configuration: ExtractConfiguration,
  running: Running,
): Promise<void> {
  const source = tableNameOf(configuration.sourceTable);
  context.warehouse.table(source);
  allow(context, running.principal, 'bigquery.tables.export', tablePath(source));
  const [uri, ...others] = configuration.destinationUris ?? [configuration.destinationUri!];
  if (others.length)
    throw new BigQueryError('invalid', 'Not supported by the local BigQuery: several destination URIs');
  const format = (configuration.destinationFormat ?? 'CSV').replace('NEWLINE_DELIMITED_JSON', 'JSON');
  const options = {
    uri: uri!,
    format,
    overwrite: true,
    header: configuration.printHeader ?? true,
    compression: configuration.compression ?? 'NONE',
    ...(configuration.fieldDelimiter && { field_delimiter: configuration.fieldDelimiter.replace('\\t', '\t') }),
  };
  try {
    const { result } = await running.reading((connection) =>
      exportQuery(context, connection, { sql: `SELECT * FROM ${storedTable(source)}` }, options, running.principal),
    );
    await running.commit(() =>
      Promise.resolve({ statistics: { extract: { destinationUriFileCounts: [String(result.fileCount)] } } }),
    );
  } catch (error) {
    throw toBigQueryError(error);
  }
}
