/** Where the REST API answers: below its version, below /projects for clients of an emulator, and for uploads. */
import { json, Router } from 'express';
import type { Context } from '../context';
import type { Jobs } from '../jobs/jobs';
import type { Appender } from '../store/append';
import { datasetRoutes } from './dataset-routes';
import { discoveryDocument } from './discovery';
import { answerError } from './http';
import { jobRoutes } from './job-routes';
import { queryRoutes } from './query-routes';
import { rowRoutes } from './row-routes';
import { tableRoutes } from './table-routes';
import { uploadRoutes } from './upload-routes';

export function createRouter(context: Context, jobs: Jobs, appender: Appender): Router {
  const router = Router();
  const api = Router().use(
    json({ limit: '100mb', type: () => true }),
    datasetRoutes(context),
    tableRoutes(context),
    rowRoutes(context, appender),
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
