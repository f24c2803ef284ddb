/** Tables and views: made, replaced and dropped. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { describeOn } from '../../../duckdb/engine';
import { profiled } from '../../../duckdb/profile';
import { BigQueryError, invalidQuery } from '../../../errors';
import { allow, tablePath, datasetPath } from '../../../permissions';
import { normalizeFields } from '../../../rows/schema';
import { qualifiedName, referenceOf, tableKey, type TableName } from '../../../table-name';
import { allowReplacing } from '../../destination';
import { checkColumns, insertRows } from '../../result-rows';
import type { Effect, Execution, PlanOf } from './effect';

export async function createTable(
  plan: PlanOf<'CREATE_TABLE' | 'CREATE_TABLE_AS_SELECT'>,
  { context, running, statistics }: Execution,
): Promise<void> {
  const { warehouse } = context;
  const { target, sql, properties } = plan;
  await warehouse.locked(target, async () => {
    const { projectId, datasetId } = warehouse.dataset(target.project, target.dataset);
    const existing = warehouse.findTable(target);
    if (existing && !plan.orReplace && !plan.ifNotExists) throw alreadyExists(target);
    allow(context, running.principal, 'bigquery.tables.create', datasetPath(projectId, datasetId));
    if (existing && plan.orReplace) allowReplacing(context, running.principal, target);
    const settings = {
      ...properties.partitioning,
      ...(properties.clusterFields && { clustering: { fields: properties.clusterFields } }),
      ...properties.options,
    };
    await running.commit(async (change) => {
      const done = { ddlTargetTable: referenceOf(target) };
      if (existing && !plan.orReplace) return { statistics: statistics({ ddlOperationPerformed: 'SKIP', ...done }) };
      const fields = sql === undefined ? plan.fields! : checkColumns(await describeOn(change.connection, sql));
      // A query that reads the table it replaces is read before the table goes.
      const made =
        sql === undefined
          ? undefined
          : await profiled(context, change.connection, () =>
              change.connection.run(`CREATE TEMP TABLE replacement AS ${sql}`),
            );
      const ends = properties.expiration && (await expirationTime(change.connection, properties.expiration));
      await warehouse.createTable(change, target, normalizeFields(fields), {
        ...settings,
        ...(ends && { expirationTime: ends }),
      });
      if (sql !== undefined) {
        await insertRows(change.connection, target, fields, 'SELECT * FROM replacement');
        await change.connection.run('DROP TABLE replacement');
      }
      const ddlOperationPerformed = existing ? 'REPLACE' : 'CREATE';
      return { statistics: statistics({ ddlOperationPerformed, ...done }, made?.profile) };
    });
  });
}

/** @param expression of milliseconds since 1970 */
async function expirationTime(connection: DuckDBConnection, expression: string): Promise<string | undefined> {
  const [row] = (await connection.runAndReadAll(`SELECT CAST(${expression} AS VARCHAR)`)).getRows();
  return (row?.[0] as string | null | undefined) ?? undefined;
}

export const createView: Effect<PlanOf<'CREATE_VIEW'>> = async (
  plan,
  { context, configuration, running, statistics },
) => {
  const { warehouse } = context;
  const existing = warehouse.findTable(plan.target);
  if (existing && !plan.orReplace && !plan.ifNotExists) throw alreadyExists(plan.target);
  const dataset = warehouse.dataset(plan.target.project, plan.target.dataset);
  allow(context, running.principal, 'bigquery.tables.create', datasetPath(dataset.projectId, dataset.datasetId));
  if (existing && plan.orReplace) allow(context, running.principal, 'bigquery.tables.update', tablePath(plan.target));
  const view = viewText(configuration.query);
  await running.commit(async (change) => {
    const fields = normalizeFields(await describeOn(change.connection, plan.sql));
    if (!existing || plan.orReplace) await warehouse.createView(change, plan.target, view, fields);
    return {
      statistics: statistics({
        ddlOperationPerformed: existing ? (plan.orReplace ? 'REPLACE' : 'SKIP') : 'CREATE',
        ddlTargetTable: referenceOf(plan.target),
      }),
    };
  });
};

export async function dropTable(
  plan: PlanOf<'DROP_TABLE' | 'DROP_VIEW'>,
  { context, running, statistics }: Execution,
): Promise<void> {
  const { warehouse } = context;
  const existing = warehouse.findTable(plan.target);
  if (!existing && !plan.ifExists) warehouse.table(plan.target);
  if (existing && (existing.view !== undefined) !== (plan.type === 'DROP_VIEW')) {
    throw invalidQuery(`${tableKey(plan.target)} is not a ${plan.type === 'DROP_VIEW' ? 'view' : 'table'}`);
  }
  for (const permission of ['bigquery.tables.delete', 'bigquery.tables.get'])
    allow(context, running.principal, permission, tablePath(plan.target));
  await warehouse.locked(plan.target, () =>
    running.commit(async (change) => {
      if (existing) await warehouse.dropTable(change, plan.target);
      return {
        statistics: statistics({
          ddlOperationPerformed: existing ? 'DROP' : 'SKIP',
          ddlTargetTable: referenceOf(plan.target),
        }),
      };
    }),
  );
}

const alreadyExists = (name: TableName) =>
  new BigQueryError('duplicate', `Already Exists: Table ${qualifiedName(name)}`);

/** The query of `CREATE VIEW … AS query`. */
function viewText(sql: string): string {
  const found = /\bAS\b\s*((?:\(|SELECT\b|WITH\b)[\s\S]*)$/i.exec(sql);
  if (!found) throw invalidQuery('CREATE VIEW needs a query');
  return found[1]!;
}
