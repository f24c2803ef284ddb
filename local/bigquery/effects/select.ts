/** Queries: their rows in a table, of the caller's choice or a hidden one, or in files. */
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { withoutNullElements } from '../arrays';
import { prepareDestination } from '../destination';
import { describeOn } from '../engine';
import { invalidQuery } from '../errors';
import { exportQuery, type ExportOptions } from '../export';
import { layoutOf } from '../partitions';
import { profiled } from '../profile';
import { referenceOf, tableNameOf } from '../records';
import { quote, type Field } from '../schema';
import { storedTable, type TableName } from '../sql/context';
import { resultsDataset } from '../warehouse';
import type { Effect, PlanOf } from './effect';

export async function select(
  ...[plan, service, configuration, running, statistics]: Parameters<Effect<PlanOf<'SELECT'>>>
): Promise<void> {
  const { warehouse } = service;
  const wanted = configuration.destinationTable;
  const hidden = !wanted || wanted.datasetId === resultsDataset;
  const name: TableName =
    wanted && !hidden
      ? tableNameOf(wanted)
      : { project: running.project, dataset: resultsDataset, table: running.jobId };
  if (hidden) await warehouse.ensureDataset(name.project, name.dataset);
  await warehouse.locked(name, () =>
    running.commit(async (change) => {
      const fields = checkColumns(await describeOn(change.connection, plan.sql));
      if (hidden) await warehouse.createTable(change, name, fields);
      else {
        const disposition = { ...configuration, settings: { ...layoutOf(configuration) } };
        await prepareDestination(service, change, name, fields, disposition, running.principal);
      }
      const { profile } = await profiled(service, change.connection, () =>
        insertRows(change.connection, name, fields, plan.sql),
      );
      return { statistics: statistics({}, profile), results: referenceOf(name), fields };
    }),
  );
}

export const exportData: Effect<PlanOf<'EXPORT_DATA'>> = async (plan, service, _configuration, running, statistics) => {
  const { result: files, profile } = await service.warehouse.engine.reading((connection) =>
    exportQuery(service, connection, plan, plan.options as unknown as ExportOptions, running.principal),
  );
  await running.commit(() =>
    Promise.resolve({
      statistics: statistics(
        { exportDataStatistics: { fileCount: String(files.count), rowCount: String(files.rows) } },
        profile,
      ),
    }),
  );
};

/** Rows keep the order of the query: DuckDB preserves insertion order. */
export async function insertRows(
  connection: DuckDBConnection,
  name: TableName,
  fields: readonly Field[],
  sql: string,
): Promise<DuckDBResult> {
  return connection.run(
    `INSERT INTO ${storedTable(name)} (${fields.map((field) => quote(field.name)).join(', ')}) ${withoutNullElements(sql, fields)}`,
  );
}

/** @throws BigQueryError invalidQuery when two columns of a result have one name */
export function checkColumns(fields: Field[]): Field[] {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name.toLowerCase()))
      throw invalidQuery(`Duplicate column names in the result are not supported. Found duplicate(s): ${name}`);
    seen.add(name.toLowerCase());
  }
  return fields;
}
