/** Load jobs: files from Cloud Storage or uploaded, in bulk where they are plain, else row by row, bad rows counted and named. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Context } from '../../context';
import { rowsWritten, describeOn } from '../../duckdb/engine';
import { toBigQueryError } from '../../duckdb/errors';
import { temporaryFile } from '../../duckdb/temporary-files';
import { BigQueryError, type ErrorProto } from '../../errors';
import { checkRow, RowError } from '../../rows/check-row';
import { literal, quote } from '../../rows/duck-types';
import { layoutOf } from '../../rows/partitions';
import { normalizeFields, type Field } from '../../rows/schema';
import type { LoadConfiguration } from '../../store/job-configuration';
import type { Change } from '../../store/record-table';
import { RowWriter } from '../../store/row-writer';
import { tableNameOf, storedTable } from '../../table-name';
import { prepareDestination } from '../destination';
import { insertRows } from '../result-rows';
import type { Running } from '../running';
import { bulkRows, isAboutRows } from './bulk-load';
import { detectSchema } from './detect-schema';
import { openSources, type SourceFile } from './source-files';
import { readRows } from './source-rows';

/** @throws BigQueryError with every bad row's place in `errors` of the job when there are more than maxBadRecords */
export async function runLoad(
  context: Context,
  configuration: LoadConfiguration,
  upload: string | undefined,
  running: Running,
): Promise<void> {
  const sources = upload
    ? [{ path: upload, uri: 'upload', close: () => undefined }]
    : await openSources(context, configuration.sourceUris ?? [], running.principal);
  try {
    if ((configuration.sourceFormat ?? 'CSV') === 'PARQUET')
      await loadParquet(context, configuration, sources, running);
    else await loadRows(context, configuration, sources, running);
  } catch (error) {
    throw toBigQueryError(error);
  } finally {
    for (const { close } of sources) close();
  }
}

async function loadRows(
  context: Context,
  configuration: LoadConfiguration,
  sources: readonly SourceFile[],
  running: Running,
): Promise<void> {
  const name = tableNameOf(configuration.destinationTable);
  const fields = await schemaOf(context, configuration, sources);
  const bulk = await bulkRows(context, configuration, sources, fields);
  if (bulk !== undefined) {
    try {
      return await load(context, configuration, sources, fields, running, async ({ connection }) => {
        return { rows: rowsWritten(await insertRows(connection, name, fields, bulk)) };
      });
    } catch (error) {
      if (!isAboutRows(error)) throw error;
    }
  }
  const { ignoreUnknownValues = false, maxBadRecords = 0 } = configuration;
  const writer = new RowWriter(temporaryFile(context.directory, 'jsonl'));
  const errors: ErrorProto[] = [];
  let bad = 0;
  try {
    for (const source of sources) {
      for await (const row of readRows(source, configuration, fields)) {
        running.stop.throwIfAborted();
        try {
          if (row.error) throw new RowError(row.error, '');
          await writer.add(checkRow(row.value, fields, { ignoreUnknownValues }));
        } catch (error) {
          if (!(error instanceof RowError)) throw error;
          bad++;
          const place = `Error while reading data, error message: ${error.message}; line_number: ${row.line} File: ${source.uri}`;
          if (errors.length < 5) errors.push({ reason: 'invalid', message: place, location: source.uri });
          if (bad > Number(maxBadRecords)) throw new LoadFailed(errors, bad);
        }
      }
    }
    await load(context, configuration, sources, fields, running, async ({ connection }) => {
      await writer.insert(connection, name, fields);
      return { rows: writer.count, bad, errors };
    });
  } finally {
    await writer.discard();
  }
}

/** One transaction: the table made ready, filled by `fill`, and the job ended. */
async function load(
  context: Context,
  configuration: LoadConfiguration,
  sources: readonly SourceFile[],
  fields: readonly Field[],
  running: Running,
  fill: (change: Change) => Promise<{ rows: number; bad?: number; errors?: ErrorProto[] }>,
): Promise<void> {
  const name = tableNameOf(configuration.destinationTable);
  const disposition = {
    ...configuration,
    writeDisposition: configuration.writeDisposition ?? 'WRITE_APPEND',
    settings: { ...layoutOf(configuration) },
  };
  await context.warehouse.locked(name, () =>
    running.commit(async (change) => {
      await prepareDestination(context, change, name, fields, disposition, running.principal);
      const { rows, bad = 0, errors = [] } = await fill(change);
      const load = { inputFiles: String(sources.length), outputRows: String(rows), badRecords: String(bad) };
      return { statistics: { load }, ...(errors.length && { errors }) };
    }),
  );
}

/** Too many bad rows: the job's error, with the first few rows named. */
export class LoadFailed extends BigQueryError {
  constructor(
    readonly errors: ErrorProto[],
    bad: number,
  ) {
    super(
      'invalid',
      `Error while reading data, error message: JSON or CSV processing encountered too many errors, giving up. Rows: ${bad}; errors: ${bad}; max bad: 0. ${errors[0]!.message}`,
    );
  }
}

/** The given schema, else the table's, else what the rows look like. */
async function schemaOf(
  { warehouse }: Context,
  configuration: LoadConfiguration,
  sources: readonly SourceFile[],
): Promise<Field[]> {
  if (configuration.schema?.fields?.length) return normalizeFields(configuration.schema.fields);
  const existing = warehouse.findTable(tableNameOf(configuration.destinationTable));
  const replaces = configuration.writeDisposition === 'WRITE_TRUNCATE' && configuration.autodetect;
  if (existing?.fields.length && !replaces) return existing.fields;
  if (!configuration.autodetect) throw new BigQueryError('invalid', 'No schema specified on job or table.');
  return detectSchema(sources[0]!, configuration);
}

async function loadParquet(
  context: Context,
  configuration: LoadConfiguration,
  sources: readonly SourceFile[],
  running: Running,
): Promise<void> {
  const name = tableNameOf(configuration.destinationTable);
  const files = `read_parquet([${sources.map(({ path }) => literal(path)).join(', ')}])`;
  const fields = await context.warehouse.engine.reading((connection) => parquetFields(connection, files));
  await load(context, configuration, sources, fields, running, async ({ connection }) => {
    const names = fields.map((field) => quote(field.name)).join(', ');
    return {
      rows: rowsWritten(
        await connection.run(`INSERT INTO ${storedTable(name)} (${names}) SELECT ${names} FROM ${files}`),
      ),
    };
  });
}

async function parquetFields(connection: DuckDBConnection, files: string): Promise<Field[]> {
  return normalizeFields(await describeOn(connection, `SELECT * FROM ${files}`));
}
