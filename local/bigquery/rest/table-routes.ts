/** Tables: insert, get, list, patch, update, delete; and their rows: tabledata.list and insertAll. */
import { Router } from 'express';
import type { Principal } from '../../iam/access';
import type { Context } from '../context';
import { describeOn } from '../duckdb/engine';
import { BigQueryError } from '../errors';
import { allowReading } from '../jobs/job-access';
import { planQuery } from '../jobs/query/prepare-query';
import { allow, tableResource as resourceName } from '../permissions';
import { columnDefinition, quote, duckType } from '../rows/duck-types';
import { normalizeFields, type Field } from '../rows/schema';
import type { Appender } from '../store/append';
import type { TableRecord } from '../store/records';
import { tableSize } from '../store/table-size';
import { storedTable, type TableName } from '../table-name';
import { settingsFrom } from './dataset-routes';
import { answering, pageOf, textOf } from './http';
import { tableResource } from './resources';
import { readPage, pageRequest } from './row-pages';

const own = [
  'kind',
  'etag',
  'id',
  'selfLink',
  'tableReference',
  'creationTime',
  'lastModifiedTime',
  'type',
  'schema',
  'view',
  'numRows',
  'numBytes',
  'numLongTermBytes',
];

interface TableBody extends Record<string, unknown> {
  tableReference?: { tableId?: string };
  schema?: { fields?: Field[] };
  view?: { query?: string; useLegacySql?: boolean };
}

const path = '/projects/:project/datasets/:dataset/tables';

export function tableRoutes(context: Context, appender: Appender): Router {
  const { warehouse } = context;
  const router = Router();
  const nameOf = (params: Record<string, string | undefined>): TableName => ({
    project: params.project!,
    dataset: params.dataset!,
    table: params.table!,
  });

  router.post(
    path,
    answering(context, async (request, principal) => {
      const body = request.body as TableBody;
      const { project, dataset } = request.params as { project: string; dataset: string };
      const name = { project, dataset, table: body.tableReference?.tableId ?? '' };
      warehouse.dataset(project, dataset);
      allow(context, principal, 'bigquery.tables.create', `projects/${project}/datasets/${dataset}`);
      if (!/^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd} ]{1,1024}$/u.test(name.table))
        throw new BigQueryError('invalid', `Invalid table ID "${name.table}".`);
      return warehouse.locked(name, async () => {
        if (warehouse.findTable(name))
          throw new BigQueryError('duplicate', `Already Exists: Table ${project}:${dataset}.${name.table}`);
        if (body.view) return tableResource(await createView(context, name, body, principal));
        const fields = normalizeFields(body.schema?.fields ?? []);
        return tableResource(
          await warehouse.change((change) => warehouse.createTable(change, name, fields, settingsFrom(body, own))),
          { rows: 0, bytes: 0 },
        );
      });
    }),
  );

  router.get(
    path,
    answering(context, (request, principal) => {
      const { project, dataset } = request.params as { project: string; dataset: string };
      warehouse.dataset(project, dataset);
      allow(context, principal, 'bigquery.tables.list', `projects/${project}/datasets/${dataset}`);
      const all = warehouse.tables(project, dataset);
      const { items, nextPageToken } = pageOf(all, request.query);
      const tables = items
        .map((table) => tableResource(table))
        .map(({ schema: _schema, etag: _etag, ...rest }) => rest);
      return { kind: 'bigquery#tableList', tables, nextPageToken, totalItems: all.length };
    }),
  );

  router.get(
    `${path}/:table`,
    answering(context, async (request, principal) => {
      const name = nameOf(request.params);
      allowReading(context, principal, name, 'bigquery.tables.get');
      const table = warehouse.table(name);
      return tableResource(table, await tableSize(warehouse, table));
    }),
  );

  const change = (replace: boolean) =>
    answering(context, async (request, principal) => {
      const name = nameOf(request.params);
      allow(context, principal, 'bigquery.tables.update', resourceName(name));
      const body = request.body as TableBody;
      return warehouse.locked(name, async () => {
        const table = warehouse.table(name);
        const fields = body.schema?.fields ? normalizeFields(body.schema.fields) : table.fields;
        const settings = settingsFrom({ ...(replace ? {} : table.settings), ...body }, own);
        const view = body.view?.query ?? table.view;
        const updated = await warehouse.change(async (one) => {
          if (table.view === undefined)
            for (const sql of alterations(name, table.fields, fields)) await one.connection.run(sql);
          return warehouse.updateTable(one, { ...table, fields, settings, ...(view !== undefined && { view }) });
        });
        return tableResource(updated, await tableSize(warehouse, updated));
      });
    });
  router.patch(`${path}/:table`, change(false));
  router.put(`${path}/:table`, change(true));

  router.delete(
    `${path}/:table`,
    answering(context, async (request, principal) => {
      const name = nameOf(request.params);
      warehouse.table(name);
      allow(context, principal, 'bigquery.tables.delete', resourceName(name));
      await warehouse.locked(name, () => warehouse.change((one) => warehouse.dropTable(one, name)));
      return undefined;
    }),
  );

  router.get(
    `${path}/:table/data`,
    answering(context, async (request, principal) => {
      const name = nameOf(request.params);
      allowReading(context, principal, name);
      const table = warehouse.table(name);
      if (table.view !== undefined) throw new BigQueryError('invalid', `Cannot list a table of type VIEW.`);
      const wanted = textOf(request.query.selectedFields)
        .split(',')
        .filter(Boolean)
        .map((one) => one.toLowerCase());
      const fields = wanted.length
        ? table.fields.filter((field) => wanted.includes(field.name.toLowerCase()))
        : table.fields;
      return { kind: 'bigquery#tableDataList', ...(await readPage(warehouse, table, fields, pageRequest(request))) };
    }),
  );

  router.post(
    `${path}/:table/insertAll`,
    answering(context, async (request, principal) => {
      const name = nameOf(request.params);
      warehouse.table(name);
      allow(context, principal, 'bigquery.tables.updateData', resourceName(name));
      const body = request.body as {
        rows?: { insertId?: string; json: unknown }[];
        ignoreUnknownValues?: boolean;
        skipInvalidRows?: boolean;
      };
      const insertErrors = await appender.insertAll(name, body.rows ?? [], body);
      return { kind: 'bigquery#tableDataInsertAllResponse', ...(insertErrors.length && { insertErrors }) };
    }),
  );

  return router;
}

async function createView(
  context: Context,
  name: TableName,
  body: TableBody,
  principal: Principal,
): Promise<TableRecord> {
  const view = body.view?.query ?? '';
  const { plan } = await planQuery(
    context,
    name.project,
    { query: view, useLegacySql: body.view?.useLegacySql ?? false },
    principal,
  );
  if (plan.type !== 'SELECT') throw new BigQueryError('invalid', 'A view must be a query');
  const fields = normalizeFields(
    await context.warehouse.engine.reading((connection) => describeOn(connection, plan.sql)),
  );
  const { warehouse } = context;
  return warehouse.change((one) => warehouse.createView(one, name, view, fields, settingsFrom(body, own)));
}

/** DuckDB statements that bring a table's columns to a new schema. @throws BigQueryError invalid for what BigQuery refuses as well */
function alterations(name: TableName, before: readonly Field[], after: readonly Field[]): string[] {
  const stored = storedTable(name);
  if (before.length === 0)
    return after.length ? [`CREATE TABLE ${stored} (${after.map(columnDefinition).join(', ')})`] : [];
  const refuse = (message: string): never => {
    throw new BigQueryError(
      'invalid',
      `Provided Schema does not match Table ${name.project}:${name.dataset}.${name.table}. ${message}`,
    );
  };
  const find = (fields: readonly Field[], field: Field) =>
    fields.find((one) => one.name.toLowerCase() === field.name.toLowerCase());
  for (const field of before) if (!find(after, field)) refuse(`Field ${field.name} is missing in new schema`);
  return after.flatMap((field) => {
    const known = find(before, field);
    if (!known)
      return field.mode === 'REQUIRED'
        ? refuse(`Cannot add required fields to an existing schema. (field: ${field.name})`)
        : [`ALTER TABLE ${stored} ADD COLUMN ${quote(field.name)} ${duckType(field)}`];
    if (duckType(known) !== duckType(field))
      return refuse(`Field ${field.name} has changed type from ${known.type} to ${field.type}`);
    if (known.mode !== 'REQUIRED' && field.mode === 'REQUIRED')
      return refuse(`Field ${field.name} has changed mode from NULLABLE to REQUIRED`);
    return known.mode === 'REQUIRED' && field.mode !== 'REQUIRED'
      ? [`ALTER TABLE ${stored} ALTER COLUMN ${quote(field.name)} DROP NOT NULL`]
      : [];
  });
}
