/** A query before it runs: translated, allowed and described. */
import type { Principal } from '../../../iam/access';
import type { Context } from '../../context';
import { describeOn } from '../../duckdb/engine';
import { toBigQueryError } from '../../duckdb/errors';
import { BigQueryError } from '../../errors';
import { allow, datasetPath } from '../../permissions';
import { partitioningOf, requiresPartitionFilter } from '../../rows/partitions';
import type { Field } from '../../rows/schema';
import type { Plan } from '../../sql/plan';
import { translate, type Translated } from '../../sql/translate';
import type { QueryConfiguration } from '../../store/job-configuration';
import { tableNameOf, type TableName } from '../../table-name';
import { allowReading } from '../job-access';
import { checkColumns } from '../result-rows';
import { parametersOf } from './parameters';

/** @throws BigQueryError for what the query text, its parameters or the caller's permissions do not allow */
export async function prepareQuery(
  context: Context,
  project: string,
  configuration: QueryConfiguration,
  principal: Principal,
) {
  if (configuration.useLegacySql)
    throw new BigQueryError('invalid', 'Legacy SQL is not supported by the local BigQuery: set useLegacySql to false');
  const { warehouse } = context;
  const home = configuration.defaultDataset;
  const around = {
    project,
    ...(home && { defaultDataset: { project: home.projectId ?? project, dataset: home.datasetId } }),
    ...parametersOf(configuration.queryParameters ?? []),
    table: (name: TableName) => {
      const table = warehouse.table(name);
      return {
        ...table,
        partitionedBy: partitioningOf(table.settings)?.field,
        requiresPartitionFilter: requiresPartitionFilter(table.settings),
      };
    },
    tables: (of: string, dataset: string) => {
      warehouse.dataset(of, dataset);
      allow(context, principal, 'bigquery.tables.list', datasetPath(of, dataset));
      return warehouse.tables(of, dataset).map((table) => ({
        name: tableNameOf(table.reference),
        table,
        type: table.view === undefined ? 'BASE TABLE' : 'VIEW',
      }));
    },
  };
  const { columns, remembered } = warehouse.engine;
  const translated = await translate(configuration.query, around, columns, remembered);
  for (const name of translated.references) allowReading(context, principal, name);
  return translated;
}

/** The answer's schema, checked as BigQuery does. */
export async function describePlan(
  context: Context,
  plan: Plan,
  places: Translated['places'],
): Promise<Field[] | undefined> {
  if (!('sql' in plan) || plan.sql === undefined) return undefined;
  const { sql } = plan;
  try {
    const fields = await context.warehouse.engine.reading((connection) => describeOn(connection, sql));
    return isQueryPlan(plan) ? checkColumns(fields) : undefined;
  } catch (error) {
    throw toBigQueryError(error, places);
  }
}

const isQueryPlan = (plan: Plan) =>
  ['SELECT', 'CREATE_TABLE_AS_SELECT', 'EXPORT_DATA', 'CREATE_VIEW'].includes(plan.type);
