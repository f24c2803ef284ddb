/** Who may see a job and its answer: whoever began it, and others by what they were granted. */
import type { Principal } from '../../iam/access';
import type { Context } from '../context';
import { BigQueryError } from '../errors';
import { allow, isAllowed, tablePath } from '../permissions';
import type { JobRecord } from '../store/records';
import { resultsDataset } from '../store/expiration';
import { qualifiedName, type TableName } from '../table-name';

const began = ({ principal }: JobRecord, caller: Principal): boolean =>
  principal.kind === 'owner'
    ? caller.kind === 'owner'
    : caller.kind === 'serviceAccount' && caller.email === principal.email;

/** The job: whoever began it needs no permission for it, except to delete it. @throws BigQueryError accessDenied */
export function allowJob(
  context: Context,
  caller: Principal,
  job: JobRecord,
  permission: 'bigquery.jobs.get' | 'bigquery.jobs.update',
): JobRecord {
  if (!began(job, caller)) allow(context, caller, permission, `projects/${job.projectId}`);
  return job;
}

/** The caller's own jobs, or, when everyone's are asked for, those of which it may know. */
export function visibleJobs(context: Context, caller: Principal, project: string, ofAll: boolean): JobRecord[] {
  const jobs = context.warehouse.jobs().filter(({ projectId }) => projectId === project);
  const everyone = ofAll && isAllowed(context, caller, 'bigquery.jobs.listAll', `projects/${project}`);
  return everyone ? jobs : jobs.filter((job) => began(job, caller));
}

/**
 * A table's rows, or its schema. The table of a query without a destination is its caller's alone, whatever else was granted
 * (cloud.google.com/bigquery/docs/cached-results), so that no account reads what another one asked.
 * @throws BigQueryError accessDenied
 */
export function allowReading(
  context: Context,
  caller: Principal,
  name: TableName,
  permission: 'bigquery.tables.getData' | 'bigquery.tables.get' = 'bigquery.tables.getData',
): void {
  if (name.dataset !== resultsDataset) return allow(context, caller, permission, tablePath(name));
  const job = context.warehouse.findJob(name.project, name.table);
  if (caller.kind === 'owner' || (job && began(job, caller))) return;
  throw new BigQueryError(
    'accessDenied',
    `Access Denied: Table ${qualifiedName(name)}: User does not have permission to query table`,
  );
}
