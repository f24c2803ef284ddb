/** Jobs: insert, get, list, cancel, delete, getQueryResults; and jobs.query, which answers at once when it can. */
import { Router, type Request } from 'express';
import { randomUUID } from 'node:crypto';
import type { Principal } from '../iam/access';
import { allow, type Service } from './context';
import { BigQueryError } from './errors';
import { answering, isTrue, limitOf, pageOf, textOf } from './http';
import { allowJob, allowReading, visibleJobs } from './job-access';
import type { Jobs } from './jobs';
import { pageRequest, readPage, type PageRequest } from './reading';
import { tableNameOf, type JobConfiguration, type JobRecord, type QueryConfiguration } from './records';
import { jobListItem, jobResource } from './resources';
import { bytesProcessed, describePlan, planQuery } from './run-query';
import { normalizeFields } from './schema';

/** A fast job is done when its insertion is answered: clients poll no second time. */
const patience = 200;
const defaultWait = 10_000;

interface JobBody {
  jobReference?: { jobId?: string; location?: string; projectId?: string };
  configuration?: JobConfiguration;
}

export function jobRoutes(service: Service, jobs: Jobs): Router {
  const { warehouse } = service;
  const router = Router();
  const project = (request: Request<Record<string, string>>) => request.params.project!;
  const allowed = (
    request: Request<Record<string, string>>,
    principal: Principal,
    permission: Parameters<typeof allowJob>[3],
  ): JobRecord => {
    const job = jobs.get(project(request), request.params.job!);
    allowJob(service, principal, job, permission);
    return job;
  };

  router.post(
    '/projects/:project/jobs',
    answering(service, async (request, principal) =>
      insertJob(service, jobs, project(request), request.body as JobBody, principal),
    ),
  );

  router.get(
    '/projects/:project/jobs',
    answering(service, (request, principal) => {
      const states = [request.query.stateFilter ?? []].flat().map((state) => textOf(state).toUpperCase());
      const found = visibleJobs(service, principal, project(request), isTrue(request.query.allUsers))
        .filter((job) => states.length === 0 || states.includes(job.state))
        .toSorted((left, right) => Number(right.creationTime) - Number(left.creationTime));
      const { items, nextPageToken } = pageOf(found, request.query);
      return { kind: 'bigquery#jobList', jobs: items.map(jobListItem), nextPageToken };
    }),
  );

  router.get(
    '/projects/:project/jobs/:job',
    answering(service, (request, principal) => jobResource(allowed(request, principal, 'bigquery.jobs.get'))),
  );

  router.post(
    '/projects/:project/jobs/:job/cancel',
    answering(service, (request, principal) => {
      const { projectId, jobId } = allowed(request, principal, 'bigquery.jobs.update');
      return { kind: 'bigquery#jobCancelResponse', job: jobResource(jobs.cancel(projectId, jobId)) };
    }),
  );

  router.delete(
    '/projects/:project/jobs/:job/delete',
    answering(service, async (request, principal) => {
      allow(service, principal, 'bigquery.jobs.delete', `projects/${project(request)}`);
      await jobs.delete(project(request), request.params.job!);
      return undefined;
    }),
  );

  router.get(
    '/projects/:project/queries/:job',
    answering(service, async (request, principal) => {
      const { projectId, jobId } = allowed(request, principal, 'bigquery.jobs.get');
      const job = await jobs.wait(projectId, jobId, Number(request.query.timeoutMs ?? defaultWait));
      if (!job.configuration.query)
        throw new BigQueryError('invalid', 'Cannot get query results of a job that is not a query');
      const results = await resultsOf(service, job, pageRequest(request), principal);
      return { kind: 'bigquery#getQueryResultsResponse', ...results };
    }),
  );

  router.post(
    '/projects/:project/queries',
    answering(service, async (request, principal) => {
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
        const { statistics, jobReference } = await dryRunJob(service, project(request), configuration, principal);
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
      if (before) allowJob(service, principal, before, 'bigquery.jobs.get');
      else await jobs.insert({ project: project(request), jobId, location, configuration, principal });
      const job = await jobs.wait(project(request), jobId, timeoutMs ?? defaultWait);
      const page = {
        offset: 0,
        limit: limitOf(maxResults),
        useInt64Timestamp: isTrue(formatOptions?.useInt64Timestamp) || formatOptions?.timestampOutputFormat === 'INT64',
      };
      return { kind: 'bigquery#queryResponse', ...(await resultsOf(service, job, page, principal)) };
    }),
  );

  router.get(
    '/projects',
    answering(service, () => {
      const ids = [...new Set(warehouse.jobs().map(({ projectId }) => projectId))];
      return {
        kind: 'bigquery#projectList',
        projects: ids.map((id) => ({
          kind: 'bigquery#project',
          id,
          projectReference: { projectId: id },
          friendlyName: id,
        })),
        totalItems: ids.length,
      };
    }),
  );

  router.get(
    '/projects/:project/serviceAccount',
    answering(service, (request) => ({
      kind: 'bigquery#getServiceAccountResponse',
      email: `bq-local@${project(request)}.iam.gserviceaccount.com`,
    })),
  );

  return router;
}

export async function insertJob(
  service: Service,
  jobs: Jobs,
  project: string,
  body: JobBody,
  principal: Principal,
  upload?: string,
): Promise<unknown> {
  const configuration = body.configuration ?? {};
  if (configuration.query) configuration.query = queryOf(configuration.query);
  if (configuration.dryRun) return dryRunJob(service, project, configuration, principal);
  const { jobId, location } = body.jobReference ?? {};
  const job = await jobs.insert({ project, jobId, location, configuration, principal, upload });
  const now = await jobs.wait(project, job.jobId, patience);
  // An insertion that succeeds answers no errors, fast as the job may have failed: clients read them from the job.
  return jobResource(now.errors ? job : now);
}

/** Keeps what a query job's configuration holds; jobs.query sends other things beside it. */
function queryOf(query: QueryConfiguration): QueryConfiguration {
  const {
    kind: _kind,
    jobCreationMode: _mode,
    useQueryCache: _cache,
    ...rest
  } = query as QueryConfiguration & Record<string, unknown>;
  return rest as QueryConfiguration;
}

async function resultsOf(
  service: Service,
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
  const table = service.warehouse.findTable(tableNameOf(job.results));
  if (!table) throw new BigQueryError('notFound', `Not found: the results of job ${job.jobId} are gone`);
  allowReading(service, principal, tableNameOf(job.results));
  return {
    ...common,
    schema: { fields: normalizeFields(job.fields) },
    ...(await readPage(service.warehouse, table, job.fields, page)),
  };
}

/** What a job would do: its statement, its schema and its bytes; nothing runs and nothing is recorded. */
async function dryRunJob(service: Service, project: string, configuration: JobConfiguration, principal: Principal) {
  allow(service, principal, 'bigquery.jobs.create', `projects/${project}`);
  if (!configuration.query) throw new BigQueryError('invalid', 'Only query jobs can be run dry');
  const translated = await planQuery(service, project, configuration.query, principal);
  const fields = await describePlan(service, translated.plan, translated.places);
  const bytes = String(await bytesProcessed(service, translated));
  return {
    kind: 'bigquery#job',
    id: `${project}:US.`,
    jobReference: { projectId: project, location: 'US' },
    configuration: { ...configuration, jobType: 'QUERY' },
    status: { state: 'DONE' },
    statistics: {
      creationTime: String(Date.now()),
      totalBytesProcessed: bytes,
      query: {
        statementType: translated.plan.type,
        totalBytesProcessed: bytes,
        totalBytesBilled: '0',
        cacheHit: false,
        ...(fields && { schema: { fields: normalizeFields(fields) } }),
        referencedTables: translated.references.map(({ project: projectId, dataset: datasetId, table: tableId }) => ({
          projectId,
          datasetId,
          tableId,
        })),
      },
    },
  };
}
