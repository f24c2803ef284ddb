/** Extract and copy jobs: a table to files, and tables to a table. */
import { allow, tableResource, type Service } from './context';
import { prepareDestination } from './destination';
import { toBigQueryError } from './duck-errors';
import { BigQueryError } from './errors';
import { exportQuery } from './export';
import { allowReading } from './job-access';
import { tableNameOf, type CopyConfiguration, type ExtractConfiguration } from './records';
import type { Running } from './effects/effect';
import { quote } from './schema';
import { storedTable } from './sql/context';

export async function runExtract(
  service: Service,
  configuration: ExtractConfiguration,
  running: Running,
): Promise<void> {
  const source = tableNameOf(configuration.sourceTable);
  service.warehouse.table(source);
  allow(service, running.principal, 'bigquery.tables.export', tableResource(source));
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
    const { result } = await service.warehouse.engine.reading((connection) =>
      exportQuery(service, connection, { sql: `SELECT * FROM ${storedTable(source)}` }, options, running.principal),
    );
    await running.commit(() =>
      Promise.resolve({ statistics: { extract: { destinationUriFileCounts: [String(result.count)] } } }),
    );
  } catch (error) {
    throw toBigQueryError(error);
  }
}

export async function runCopy(service: Service, configuration: CopyConfiguration, running: Running): Promise<void> {
  const { warehouse } = service;
  const sources = (configuration.sourceTables ?? [configuration.sourceTable!]).map(tableNameOf);
  const tables = sources.map((name) => warehouse.table(name));
  for (const name of sources) allowReading(service, running.principal, name);
  const name = tableNameOf(configuration.destinationTable);
  await warehouse.locked(name, () =>
    running.commit(async (change) => {
      const fields = tables[0]!.fields;
      await prepareDestination(
        service,
        change,
        name,
        fields,
        { ...configuration, settings: tables[0]!.settings },
        running.principal,
      );
      const columns = fields.map((field) => quote(field.name)).join(', ');
      for (const source of sources)
        await change.connection.run(
          `INSERT INTO ${storedTable(name)} (${columns}) SELECT ${columns} FROM ${storedTable(source)}`,
        );
      return { statistics: { copy: {} } };
    }),
  );
}
