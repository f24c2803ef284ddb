/** jobs.query, which answers at once when it can, and jobs.getQueryResults. */
import { Router, type Request } from 'express';
import { randomUUID } from 'node:crypto';
import type { Principal } from '../../iam/access';
import type { Context } from '../context';
import { BigQueryError } from '../errors';
import { allowJob, allowReading } from '../jobs/job-access';
import type { Jobs } from '../jobs/jobs';
import { dryRunJob } from '../jobs/query/dry-run';
import { normalizeFields } from '../rows/schema';
import type { JobConfiguration, QueryConfiguration } from '../store/job-configuration';
import type { JobRecord } from '../store/records';
import { tableNameOf } from '../table-name';
import { answering, isTrue, limitOf } from './http';
import { queryOf } from './insert-job';
import { pageRequest, readPage, type PageRequest } from './row-pages';

const defaultWait = 10_000;

export function queryRoutes(context: Context, jobs: Jobs): Router {
  const { warehouse } = context;
  const router = Router();
  const project = (request: Request<Record<string, string>>) => request.params.project!;

  router.get(
    '/projects/:project/queries/:job',
    answering(context, async (request, principal) => {
      const { projectId, jobId } = allowJob(
        context,
        principal,
        jobs.get(project(request), request.params.job!),
        'bigquery.jobs.get',
      );
      const job = await jobs.wait(projectId, jobId, Number(request.query.timeoutMs ?? defaultWait));
      if (!job.configuration.query)
        throw new BigQueryError('invalid', 'Cannot get query results of a job that is not a query');
      const results = await resultsOf(context, job, pageRequest(request), principal);
      return { kind: 'bigquery#getQueryResultsResponse', ...results };
    }),
  );

  router.post(
    '/projects/:project/queries',
    answering(context, async (request, principal) => {
      const body = request.body as QueryConfiguration & {
        dryRun?: boolean;
        maxResults?: number;
        timeoutMs?: number;
        location?: string;
        labels?: Record<string, string>;
        requestId?: string;
        formatOptions?: { useInt64Timestamp?: boolean; timestampOutputFormat?: string };
      };
      const { dryRun, maxResults, timeoutMs, location, labels, requestId, formatOptions, ...query } = body;
      const configuration: JobConfiguration = { query: queryOf(query), ...(labels && { labels }) };
      if (dryRun) {
        const { statistics, jobReference } = await dryRunJob(context, project(request), configuration, principal);
        return {
          kind: 'bigquery#queryResponse',
          jobComplete: true,
          jobReference,
          schema: statistics.query.schema,
          totalBytesProcessed: statistics.totalBytesProcessed,
          totalRows: '0',
          rows: [],
        };
      }
      const jobId =
        requestId && /^[\w-]+$/.test(requestId) ? `job_${requestId}` : `job_${randomUUID().replaceAll('-', '')}`;
      // The same requestId is the same request: its job's answer is given again.
      const before = warehouse.findJob(project(request), jobId);
      if (before) allowJob(context, principal, before, 'bigquery.jobs.get');
      else await jobs.insert({ project: project(request), jobId, location, configuration, principal });
      const job = await jobs.wait(project(request), jobId, timeoutMs ?? defaultWait);
      const page = {
        offset: 0,
        limit: limitOf(maxResults),
        useInt64Timestamp: isTrue(formatOptions?.useInt64Timestamp) || formatOptions?.timestampOutputFormat === 'INT64',
      };
      return { kind: 'bigquery#queryResponse', ...(await resultsOf(context, job, page, principal)) };
    }),
  );

  return router;
}

async function resultsOf(
  context: Context,
  job: JobRecord,
  page: PageRequest,
  principal: Principal,
): Promise<Record<string, unknown>> {
  const jobReference = { projectId: job.projectId, jobId: job.jobId, location: job.location };
  if (job.state !== 'DONE') return { jobReference, jobComplete: false };
  if (job.errorResult)
    throw new BigQueryError(job.errorResult.reason, job.errorResult.message, job.errorResult.location);
  const query = job.statistics.query ?? {};
  const common = {
    jobReference,
    jobComplete: true,
    cacheHit: false,
    totalBytesProcessed: job.statistics.totalBytesProcessed ?? '0',
    ...(query.numDmlAffectedRows !== undefined && {
      numDmlAffectedRows: query.numDmlAffectedRows,
      dmlStats: query.dmlStats,
    }),
    ...(job.errors && { errors: job.errors }),
  };
  if (!job.results || !job.fields) return { ...common, totalRows: '0' };
  // Its rows may be gone, though the job stays.
  const table = context.warehouse.table(tableNameOf(job.results));
  allowReading(context, principal, tableNameOf(job.results));
  return {
    ...common,
    schema: { fields: normalizeFields(job.fields) },
    ...(await readPage(context.warehouse, table, job.fields, page)),
  };
}
