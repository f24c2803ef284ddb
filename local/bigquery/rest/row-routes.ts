/** Rows of tables: tabledata.list and insertAll. */
import { Router } from 'express';
import type { Context } from '../context';
import { BigQueryError } from '../errors';
import { allowReading } from '../jobs/job-access';
import { allow, tablePath } from '../permissions';
import type { Appender } from '../store/append';
import { answering, textOf } from './http';
import { pageRequest, readPage } from './row-pages';
import { tableOf } from './table-routes';

const path = '/projects/:project/datasets/:dataset/tables/:table';

export function rowRoutes(context: Context, appender: Appender): Router {
  const { warehouse } = context;
  const router = Router();

  router.get(
    `${path}/data`,
    answering(context, async (request, principal) => {
      const name = tableOf(request.params);
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
    `${path}/insertAll`,
    answering(context, async (request, principal) => {
      const name = tableOf(request.params);
      warehouse.table(name);
      allow(context, principal, 'bigquery.tables.updateData', tablePath(name));
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
