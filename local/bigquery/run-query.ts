/** Query jobs: a translated statement carried out, its effect and the job's end in one transaction. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Principal } from '../iam/access';
import { allow, tableResource, type Service } from './context';
import { allowReplacing, prepareDestination } from './destination';
import { toBigQueryError } from './duck-errors';
import { changed, describeOn } from './engine';
import { BigQueryError, invalidQuery } from './errors';
import { exportQuery, type ExportOptions } from './export';
import { allowReading } from './job-access';
import { parametersOf } from './parameters';
import { referenceOf, tableNameOf, type JobRecord, type QueryConfiguration } from './records';
import { normalizeFields, quote, type Field } from './schema';
import { sizeOf } from './size';
import { storedTable, tableKey, type TableName } from './sql/context';
import type { Plan } from './sql/statements';
import { translate, type Translated } from './sql/translate';
import { resultsDataset, type Change } from './warehouse';

/** What a finished job adds to its record. */
export type Outcome = Pick<JobRecord, 'statistics' | 'results' | 'fields' | 'errors'>;

export interface Running {
  /** Ends the job's own transaction with its effect. */
  commit(work: (change: Change) => Promise<Outcome>): Promise<void>;
  principal: Principal;
  project: string;
  jobId: string;
}

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
    table: (name: TableName) => warehouse.table(name),
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

/** Bytes of the columns that a statement mentions, in the tables that it reads. */
export async function bytesProcessed({ warehouse }: Service, { references, columns }: Translated): Promise<number> {
  const wanted = (field: Field) => columns.has('*') || columns.has(field.name.toLowerCase());
  const sizes = await Promise.all(references.map((name) => sizeOf(warehouse, warehouse.table(name), wanted)));
  return sizes.reduce((sum, { bytes }) => sum + bytes, 0);
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

function checkColumns(fields: Field[]): Field[] {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name.toLowerCase()))
      throw invalidQuery(`Duplicate column names in the result are not supported. Found duplicate(s): ${name}`);
    seen.add(name.toLowerCase());
  }
  return fields;
}

export async function runQuery(service: Service, configuration: QueryConfiguration, running: Running): Promise<void> {
  const translated = await planQuery(service, running.project, configuration, running.principal);
  const bytes = String(await bytesProcessed(service, translated));
  const { plan, places, references } = translated;
  const statistics = (query: Record<string, unknown>) => ({
    totalBytesProcessed: bytes,
    query: {
      statementType: plan.type,
      totalBytesProcessed: bytes,
      totalBytesBilled: '0',
      cacheHit: false,
      referencedTables: references.map(referenceOf),
      ...query,
    },
  });
  try {
    const rule = effects[plan.type] as (
      plan: Plan,
      ...rest: [Service, QueryConfiguration, Running, Statistics]
    ) => Promise<void>;
    await rule(plan, service, configuration, running, statistics);
  } catch (error) {
    throw toBigQueryError(error, places);
  }
}

type Statistics = (query: Record<string, unknown>) => JobRecord['statistics'];
type PlanOf<T extends Plan['type'], P = Plan> = P extends { type: string } ? (T extends P['type'] ? P : never) : never;
type Effect<P> = (
  plan: P,
  service: Service,
  configuration: QueryConfiguration,
  running: Running,
  statistics: Statistics,
) => Promise<void>;

const effects: { [T in Plan['type']]: Effect<PlanOf<T>> } = {
  SELECT: runSelect,
  EXPORT_DATA: async (plan, service, _configuration, running, statistics) => {
    const files = await service.warehouse.engine.reading((connection) =>
      exportQuery(service, connection, plan.sql, plan.options as unknown as ExportOptions, running.principal),
    );
    await running.commit(() =>
      Promise.resolve({
        statistics: statistics({
          exportDataStatistics: { fileCount: String(files.count), rowCount: String(files.rows) },
        }),
      }),
    );
  },
  CREATE_TABLE: createTable,
  CREATE_TABLE_AS_SELECT: createTable,
  CREATE_VIEW: async (plan, service, configuration, running, statistics) => {
    const { warehouse } = service;
    const existing = warehouse.findTable(plan.target);
    if (existing && !plan.orReplace && !plan.ifNotExists) throw alreadyExists(plan.target);
    const dataset = warehouse.dataset(plan.target.project, plan.target.dataset);
    allow(
      service,
      running.principal,
      'bigquery.tables.create',
      `projects/${dataset.projectId}/datasets/${dataset.datasetId}`,
    );
    if (existing && plan.orReplace)
      allow(service, running.principal, 'bigquery.tables.update', tableResource(plan.target));
    const view = viewText(configuration.query);
    await running.commit(async (change) => {
      const fields = normalizeFields(await describeOn(change.connection, plan.sql));
      const now = String(Date.now());
      if (!existing || plan.orReplace)
        await change.put('table', tableKey(plan.target), {
          reference: referenceOf(plan.target),
          fields,
          view,
          creationTime: now,
          lastModifiedTime: now,
          settings: {},
        });
      return {
        statistics: statistics({
          ddlOperationPerformed: existing ? (plan.orReplace ? 'REPLACE' : 'SKIP') : 'CREATE',
          ddlTargetTable: referenceOf(plan.target),
        }),
      };
    });
  },
  DROP_TABLE: dropTable,
  DROP_VIEW: dropTable,
  CREATE_SCHEMA: async (plan, service, _configuration, running, statistics) => {
    const exists = service.warehouse.hasDataset(plan.project, plan.dataset);
    if (exists && !plan.ifNotExists)
      throw new BigQueryError('duplicate', `Already Exists: Dataset ${plan.project}:${plan.dataset}`);
    allow(service, running.principal, 'bigquery.datasets.create', `projects/${plan.project}`);
    await running.commit(async (change) => {
      if (!exists) await service.warehouse.createDataset(change, plan.project, plan.dataset, {});
      return { statistics: statistics({ ddlOperationPerformed: exists ? 'SKIP' : 'CREATE' }) };
    });
  },
  DROP_SCHEMA: async (plan, { warehouse, access }, _configuration, running, statistics) => {
    const exists = warehouse.hasDataset(plan.project, plan.dataset);
    if (!exists && !plan.ifExists) warehouse.dataset(plan.project, plan.dataset);
    allow(
      { access },
      running.principal,
      'bigquery.datasets.delete',
      `projects/${plan.project}/datasets/${plan.dataset}`,
    );
    if (plan.cascade)
      allow(
        { access },
        running.principal,
        'bigquery.tables.delete',
        `projects/${plan.project}/datasets/${plan.dataset}`,
      );
    if (exists && !plan.cascade && warehouse.tables(plan.project, plan.dataset).length)
      throw new BigQueryError('resourceInUse', `Dataset ${plan.project}:${plan.dataset} is still in use`);
    await running.commit(async (change) => {
      if (exists) await warehouse.dropDataset(change, plan.project, plan.dataset);
      return { statistics: statistics({ ddlOperationPerformed: exists ? 'DROP' : 'SKIP' }) };
    });
  },
  INSERT: modify,
  UPDATE: modify,
  DELETE: modify,
  MERGE: modify,
  TRUNCATE_TABLE: modify,
};

async function runSelect(
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
      else await prepareDestination(service, change, name, fields, configuration, running.principal);
      await insertRows(change.connection, name, fields, plan.sql);
      return { statistics: statistics({}), results: referenceOf(name), fields };
    }),
  );
}

/** Rows keep the order of the query: DuckDB preserves insertion order. */
async function insertRows(
  connection: DuckDBConnection,
  name: TableName,
  fields: readonly Field[],
  sql: string,
): Promise<void> {
  await connection.run(
    `INSERT INTO ${storedTable(name)} (${fields.map((field) => quote(field.name)).join(', ')}) ${sql}`,
  );
}

async function createTable(
  ...[plan, service, , running, statistics]: Parameters<Effect<PlanOf<'CREATE_TABLE' | 'CREATE_TABLE_AS_SELECT'>>>
): Promise<void> {
  const { warehouse } = service;
  const { target, sql, properties } = plan;
  await warehouse.locked(target, async () => {
    const { projectId, datasetId } = warehouse.dataset(target.project, target.dataset);
    const existing = warehouse.findTable(target);
    if (existing && !plan.orReplace && !plan.ifNotExists) throw alreadyExists(target);
    allow(service, running.principal, 'bigquery.tables.create', `projects/${projectId}/datasets/${datasetId}`);
    if (existing && plan.orReplace) allowReplacing(service, running.principal, target);
    const settings = {
      ...(properties.partitionField && { timePartitioning: { type: 'DAY', field: properties.partitionField } }),
      ...(properties.clusterFields && { clustering: { fields: properties.clusterFields } }),
      ...(properties.description && { description: properties.description }),
    };
    await running.commit(async (change) => {
      const done = { ddlTargetTable: referenceOf(target) };
      if (existing && !plan.orReplace) return { statistics: statistics({ ddlOperationPerformed: 'SKIP', ...done }) };
      const fields = sql === undefined ? plan.fields! : checkColumns(await describeOn(change.connection, sql));
      // A query that reads the table it replaces is read before the table goes.
      if (sql !== undefined) await change.connection.run(`CREATE TEMP TABLE replacement AS ${sql}`);
      await warehouse.createTable(change, target, normalizeFields(fields), settings);
      if (sql !== undefined) {
        await insertRows(change.connection, target, fields, 'SELECT * FROM replacement');
        await change.connection.run('DROP TABLE replacement');
      }
      return { statistics: statistics({ ddlOperationPerformed: existing ? 'REPLACE' : 'CREATE', ...done }) };
    });
  });
}

async function dropTable(
  ...[plan, service, , running, statistics]: Parameters<Effect<PlanOf<'DROP_TABLE' | 'DROP_VIEW'>>>
): Promise<void> {
  const { warehouse } = service;
  const existing = warehouse.findTable(plan.target);
  if (!existing && !plan.ifExists) warehouse.table(plan.target);
  if (existing && (existing.view !== undefined) !== (plan.type === 'DROP_VIEW')) {
    throw invalidQuery(`${tableKey(plan.target)} is not a ${plan.type === 'DROP_VIEW' ? 'view' : 'table'}`);
  }
  for (const permission of ['bigquery.tables.delete', 'bigquery.tables.get'])
    allow(service, running.principal, permission, tableResource(plan.target));
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

async function modify(
  ...[plan, service, , running, statistics]: Parameters<
    Effect<PlanOf<'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE' | 'TRUNCATE_TABLE'>>
  >
): Promise<void> {
  const { warehouse } = service;
  allow(service, running.principal, 'bigquery.tables.updateData', tableResource(plan.target));
  await warehouse.locked(plan.target, () =>
    running.commit(async (change) => {
      if (plan.ambiguous && (await change.connection.runAndReadAll(plan.ambiguous)).currentRowCount > 0) {
        throw invalidQuery('UPDATE/MERGE must match at most one source row for each target row');
      }
      const count = String(changed(await change.connection.run(plan.sql)));
      await warehouse.touch(change, warehouse.table(plan.target));
      const kinds: Record<string, string> = {
        INSERT: 'insertedRowCount',
        UPDATE: 'updatedRowCount',
        DELETE: 'deletedRowCount',
        TRUNCATE_TABLE: 'deletedRowCount',
      };
      const kind = kinds[plan.type];
      return { statistics: statistics({ numDmlAffectedRows: count, ...(kind && { dmlStats: { [kind]: count } }) }) };
    }),
  );
}

const alreadyExists = (name: TableName) =>
  new BigQueryError('duplicate', `Already Exists: Table ${name.project}:${name.dataset}.${name.table}`);

/** The query of `CREATE VIEW … AS query`. */
function viewText(sql: string): string {
  const found = /\bAS\b\s*((?:\(|SELECT\b|WITH\b)[\s\S]*)$/i.exec(sql);
  if (!found) throw invalidQuery('CREATE VIEW needs a query');
  return found[1]!;
}
