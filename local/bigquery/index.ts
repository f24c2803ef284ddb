/** A local BigQuery: REST v2 for Google's clients and tools, and rows from the other local services, with DuckDB inside. */
import { json, Router } from 'express';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, type Clock } from '../clock';
import type { Access } from '../iam/access';
import { Appender } from './store/append';
import type { Objects, Context } from './context';
import { datasetRoutes } from './rest/dataset-routes';
import { discoveryDocument } from './rest/discovery';
import { answerError } from './rest/http';
import { jobRoutes } from './rest/job-routes';
import { Jobs } from './jobs/jobs';
import { queryRoutes } from './rest/query-routes';
import { tableRoutes } from './rest/table-routes';
import { uploadRoutes } from './rest/upload-routes';
import { Warehouse } from './store/warehouse';

export interface BigQueryOptions {
  directory: string;
  access: Access;
  /** Read when a job needs it: the storage may open after this. */
  readonly objects: Objects;
  clock?: Clock;
}

export interface BigQuery {
  router: Router;
  /** Appends rows, JSON objects by column name, to `project.dataset.table`. @throws BigQueryError invalid, notFound */
  appendRows(table: string, rows: readonly object[], options?: { ignoreUnknownValues?: boolean }): Promise<void>;
  /** Resolves when nothing runs any more; what was under way runs again at the next start. */
  close(): Promise<void>;
}

/** Opens the warehouse in `directory`. Jobs that a killed process left running begin again with the first request. */
export async function createBigQuery(options: BigQueryOptions): Promise<BigQuery> {
  const { directory, access, clock = systemClock } = options;
  mkdirSync(join(directory, 'uploads'), { recursive: true });
  const warehouse = await Warehouse.open(directory, clock);
  const context: Context = {
    warehouse,
    access,
    clock,
    directory,
    get objects() {
      return options.objects;
    },
  };
  const jobs = new Jobs(context);
  const appender = new Appender(context);
  return {
    router: createRouter(context, jobs, appender),
    appendRows: (table, rows, options) => appender.appendRows(table, rows, options),
    close: async () => {
      await jobs.close();
      warehouse.close();
    },
  };
}

function createRouter(context: Context, jobs: Jobs, appender: Appender): Router {
  const router = Router();
  const api = Router().use(
    json({ limit: '100mb', type: () => true }),
    datasetRoutes(context),
    tableRoutes(context, appender),
    jobRoutes(context, jobs),
    queryRoutes(context, jobs),
    answerError,
  );
  router.use((_request, _response, next) => {
    jobs.resume();
    next();
  });
  router.get(['/$discovery/rest', '/discovery/v1/apis/bigquery/v2/rest'], (request, response) => {
    response.json(discoveryDocument(`http://${request.header('host')}/`));
  });
  router.use(['/upload/bigquery/v2', '/resumable/upload/bigquery/v2'], uploadRoutes(context, jobs));
  router.use('/bigquery/v2', api);
  // Clients that are given BIGQUERY_EMULATOR_HOST leave the prefix out; other services answer below /projects as well.
  router.use(/^(?=\/projects(\/[^/]+\/(datasets|jobs|queries|serviceAccount)(\/|$)|$))/, api);
  return router;
}
