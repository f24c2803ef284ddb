/** Tables: insert, get, list, patch, update, delete. */
import { Router } from 'express';
import type { Principal } from '../../iam/access';
import type { Context } from '../context';
import { describeOn } from '../duckdb/engine';
import { BigQueryError } from '../errors';
import { allowReading } from '../jobs/job-access';
import { prepareQuery } from '../jobs/query/prepare-query';
import { allow, tablePath, datasetPath } from '../permissions';
import { normalizeFields, type Field } from '../rows/schema';
import { alterationsOf } from '../store/alter-table';
import type { Change } from '../store/record-table';
import { tableSize } from '../store/table-size';
import { tableKey, type TableName } from '../table-name';
import { answering, pageOf } from './http';
import { tableResource } from './resources';
import { tableSettings } from './settings';

interface TableBody extends Record<string, unknown> {
  tableReference?: { tableId?: string };
  schema?: { fields?: Field[] };
  view?: { query?: string; useLegacySql?: boolean };
}

const path = '/projects/:project/datasets/:dataset/tables';

/** The table that a route's path names. */
export const tableOf = ({ project = '', dataset = '', table = '' }: Record<string, string | undefined>): TableName => ({
  project,
  dataset,
  table,
});

export function tableRoutes(context: Context): Router {
  const { warehouse } = context;
  const router = Router();
  router.post(
    path,
    answering(context, async (request, principal) => {
      const body = request.body as TableBody;
      const { project, dataset } = request.params as { project: string; dataset: string };
      const name = { project, dataset, table: body.tableReference?.tableId ?? '' };
      warehouse.dataset(project, dataset);
      allow(context, principal, 'bigquery.tables.create', datasetPath(project, dataset));
      if (!/^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd} ]{1,1024}$/u.test(name.table))
        throw new BigQueryError('invalid', `Invalid table ID "${name.table}".`);
      return warehouse.locked(name, async () => {
        if (warehouse.findTable(name))
          throw new BigQueryError('duplicate', `Already Exists: Table ${project}:${dataset}.${name.table}`);
        if (body.view) {
          const { view, fields } = await readView(context, name, body.view, principal);
          const made = (change: Change) => warehouse.createView(change, name, view, fields, tableSettings(body));
          return tableResource(await warehouse.change(made));
        }
        const fields = normalizeFields(body.schema?.fields ?? []);
        return tableResource(
          await warehouse.change((change) => warehouse.createTable(change, name, fields, tableSettings(body))),
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
      allow(context, principal, 'bigquery.tables.list', datasetPath(project, dataset));
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
      const name = tableOf(request.params);
      allowReading(context, principal, name, 'bigquery.tables.get');
      const table = warehouse.table(name);
      return tableResource(table, await tableSize(warehouse, table));
    }),
  );

  const change = (replace: boolean) =>
    answering(context, async (request, principal) => {
      const name = tableOf(request.params);
      allow(context, principal, 'bigquery.tables.update', tablePath(name));
      const body = request.body as TableBody;
      return warehouse.locked(name, async () => {
        const table = warehouse.table(name);
        const settings = tableSettings({ ...(replace ? {} : table.settings), ...body });
        if (body.view && table.view === undefined)
          throw new BigQueryError('invalid', `Cannot make a view of the table ${tableKey(name)}`);
        // Whatever schema is sent with it, a view has the columns of its query.
        const changed = body.view && (await readView(context, name, body.view, principal));
        const sent =
          body.schema?.fields && table.view === undefined ? normalizeFields(body.schema.fields) : table.fields;
        const { view, fields } = changed ?? { view: table.view, fields: sent };
        const updated = await warehouse.change(async (one) => {
          if (table.view === undefined)
            for (const sql of alterationsOf(name, table.fields, fields)) await one.connection.run(sql);
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
      const name = tableOf(request.params);
      warehouse.table(name);
      allow(context, principal, 'bigquery.tables.delete', tablePath(name));
      await warehouse.locked(name, () => warehouse.change((one) => warehouse.dropTable(one, name)));
      return undefined;
    }),
  );

  return router;
}

/** The query of a view, and its columns. @throws BigQueryError for one that is none, or reads what is not there or may not be read */
async function readView(
  context: Context,
  { project }: TableName,
  { query = '', useLegacySql = false }: NonNullable<TableBody['view']>,
  principal: Principal,
): Promise<{ view: string; fields: Field[] }> {
  const { plan } = await prepareQuery(context, project, { query, useLegacySql }, principal);
  if (plan.type !== 'SELECT') throw new BigQueryError('invalid', 'A view must be a query');
  const described = await context.warehouse.engine.reading((connection) => describeOn(connection, plan.sql));
  return { view: query, fields: normalizeFields(described) };
}
