/** A query before it runs: translated, allowed, described and measured; all that a dry run does. */
import type { Principal } from '../iam/access';
import { allow, type Service } from './context';
import { toBigQueryError } from './duck-errors';
import { checkColumns } from './effects/select';
import { describeOn } from './engine';
import { BigQueryError } from './errors';
import { allowReading } from './job-access';
import { parametersOf } from './parameters';
import { partitioningOf } from './partitions';
import { tableNameOf, type QueryConfiguration } from './records';
import type { Field } from './schema';
import { sizeOf } from './size';
import { tableKey, type TableName } from './sql/context';
import type { Plan } from './sql/plan';
import { translate, type Translated } from './sql/translate';

/** @throws BigQueryError for what the query text, its parameters or the caller's permissions do not allow */
export async function planQuery(
  service: Service,
  project: string,
  configuration: QueryConfiguration,
  principal: Principal,
) {
  if (configuration.useLegacySql)
    throw new BigQueryError('invalid', 'Legacy SQL is not supported by the local BigQuery: set useLegacySql to false');
  const { warehouse } = service;
  const home = configuration.defaultDataset;
  const around = {
    project,
    ...(home && { defaultDataset: { project: home.projectId ?? project, dataset: home.datasetId } }),
    ...parametersOf(configuration.queryParameters ?? []),
    table: (name: TableName) => {
      const table = warehouse.table(name);
      return { ...table, partitionedBy: partitioningOf(table.settings)?.field };
    },
    tables: (of: string, dataset: string) => {
      warehouse.dataset(of, dataset);
      allow(service, principal, 'bigquery.tables.list', `projects/${of}/datasets/${dataset}`);
      return warehouse.tables(of, dataset).map((table) => ({
        name: tableNameOf(table.reference),
        table,
        type: table.view === undefined ? 'BASE TABLE' : 'VIEW',
      }));
    },
  };
  const translated = await translate(configuration.query, around, (sql) => warehouse.engine.describe(sql));
  for (const name of translated.references) allowReading(service, principal, name);
  return translated;
}

export interface BytesRead {
  /** Of the columns that a statement mentions, in the partitions that it leaves of the tables that it reads. */
  processed: number;
  /** Each table rounded up to MiB, and 10 MiB at least (cloud.google.com/bigquery/pricing#on_demand_pricing). */
  billed: number;
  /** Of the tables that are partitioned. */
  partitions: number;
}

export async function bytesRead({ warehouse }: Service, translated: Translated): Promise<BytesRead> {
  const { references, reads, columns } = translated;
  const wanted = (field: Field) => columns.has('*') || columns.has(field.name.toLowerCase());
  const tables = references.map((name) => ({ name, table: warehouse.table(name) }));
  const sizes = await Promise.all(
    tables.map(async ({ name, table }) => ({
      ...(await sizeOf(warehouse, table, wanted, reads.get(tableKey(name)))),
      isPartitioned: partitioningOf(table.settings) !== undefined,
    })),
  );
  const mebibyte = 1024 ** 2;
  return {
    processed: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
    billed: sizes.reduce(
      (sum, { bytes }) => sum + (bytes ? Math.max(10, Math.ceil(bytes / mebibyte)) * mebibyte : 0),
      0,
    ),
    partitions: sizes.reduce((sum, { partitions, isPartitioned }) => sum + (isPartitioned ? partitions : 0), 0),
  };
}

/** The answer's schema, checked as BigQuery does. */
export async function describePlan(
  service: Service,
  plan: Plan,
  places: Translated['places'],
): Promise<Field[] | undefined> {
  if (!('sql' in plan) || plan.sql === undefined) return undefined;
  const { sql } = plan;
  try {
    const fields = await service.warehouse.engine.reading((connection) => describeOn(connection, sql));
    return isQueryPlan(plan) ? checkColumns(fields) : undefined;
  } catch (error) {
    throw toBigQueryError(error, places);
  }
}

const isQueryPlan = (plan: Plan) =>
  ['SELECT', 'CREATE_TABLE_AS_SELECT', 'EXPORT_DATA', 'CREATE_VIEW'].includes(plan.type);
