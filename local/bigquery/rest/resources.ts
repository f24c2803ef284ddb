/** Datasets, tables and jobs as the REST API answers them. */
import { expirationOf } from '../store/expiration';
import type { DatasetRecord, JobRecord, TableRecord } from '../store/records';
import type { Size } from '../store/table-size';

const prefix = '/bigquery/v2';

/** An etag that changes with every change. */
const etag = (time: string): string => Buffer.from(time).toString('base64');

export function datasetResource(dataset: DatasetRecord): Record<string, unknown> {
  const { projectId, datasetId, creationTime, lastModifiedTime, settings } = dataset;
  return {
    kind: 'bigquery#dataset',
    etag: etag(lastModifiedTime),
    id: `${projectId}:${datasetId}`,
    selfLink: `${prefix}/projects/${projectId}/datasets/${datasetId}`,
    location: 'US',
    type: 'DEFAULT',
    ...settings,
    datasetReference: { projectId, datasetId },
    creationTime,
    lastModifiedTime,
  };
}

export function tableResource(table: TableRecord, size?: Size): Record<string, unknown> {
  const { reference, creationTime, lastModifiedTime, settings, view } = table;
  const { projectId, datasetId, tableId } = reference;
  const expires = expirationOf(table);
  return {
    kind: 'bigquery#table',
    etag: etag(lastModifiedTime),
    id: `${projectId}:${datasetId}.${tableId}`,
    selfLink: `${prefix}/projects/${projectId}/datasets/${datasetId}/tables/${tableId}`,
    location: 'US',
    ...settings,
    ...(expires !== undefined && { expirationTime: String(expires) }),
    tableReference: reference,
    type: view === undefined ? 'TABLE' : 'VIEW',
    ...(table.fields.length && { schema: { fields: table.fields } }),
    ...(view !== undefined && { view: { query: view, useLegacySql: false } }),
    creationTime,
    lastModifiedTime,
    ...(size && { numRows: String(size.rows), numBytes: String(size.bytes), numLongTermBytes: '0' }),
  };
}

export function jobResource(job: JobRecord): Record<string, unknown> {
  const { projectId, jobId, location, configuration, statistics, principal } = job;
  const kind = Object.keys(configuration).find((key) => ['query', 'load', 'extract', 'copy'].includes(key))!;
  return {
    kind: 'bigquery#job',
    etag: etag(`${jobId}${job.state}`),
    id: `${projectId}:${location}.${jobId}`,
    selfLink: `${prefix}/projects/${projectId}/jobs/${jobId}?location=${location}`,
    user_email: principal.kind === 'owner' ? `owner@${projectId}.local` : principal.email,
    principal_subject:
      principal.kind === 'owner' ? `user:owner@${projectId}.local` : `serviceAccount:${principal.email}`,
    jobReference: { projectId, jobId, location },
    configuration: {
      ...configuration,
      jobType: kind.toUpperCase(),
      ...(configuration.query && {
        query: { useLegacySql: false, ...configuration.query, ...(job.results && { destinationTable: job.results }) },
      }),
    },
    statistics: {
      creationTime: job.creationTime,
      startTime: job.startTime,
      ...(job.endTime && {
        endTime: job.endTime,
        finalExecutionDurationMs: String(Number(job.endTime) - Number(job.startTime)),
      }),
      ...statistics,
    },
    status: statusOf(job),
  };
}

const statusOf = ({ state, errorResult, errors }: JobRecord) => ({
  state,
  ...(errorResult && { errorResult }),
  ...(errors && { errors }),
});

/** The form of jobs.list: the state at the top, no plan, and the configuration only in the full projection. */
export function jobListItem(job: JobRecord, isFull: boolean): Record<string, unknown> {
  const { query, ...statistics } = job.statistics;
  const { queryPlan: _plan, ...rest } = query ?? {};
  const { configuration, ...resource } = jobResource({
    ...job,
    statistics: { ...statistics, ...(query && { query: rest }) },
  });
  return {
    ...resource,
    ...(isFull && { configuration }),
    kind: 'bigquery#job',
    state: job.state,
    ...(job.errorResult && { errorResult: job.errorResult }),
  };
}
