/** What a caller may do, asked of IAM and refused in BigQuery's words. */
import { PermissionDenied, type Access, type Principal } from '../iam/access';
import { BigQueryError } from './errors';
import type { TableName } from './table-name';

/** How IAM names a dataset. */
export const datasetPath = (project: string, dataset: string): string => `projects/${project}/datasets/${dataset}`;

/** How IAM names a table. */
export const tablePath = ({ project, dataset, table }: TableName): string =>
  `${datasetPath(project, dataset)}/tables/${table}`;

export function isAllowed(
  { access }: { access: Access },
  principal: Principal,
  permission: string,
  resource: string,
): boolean {
  try {
    access.check(principal, permission, resource);
    return true;
  } catch (error) {
    if (!(error instanceof PermissionDenied)) throw error;
    return false;
  }
}

/** @throws BigQueryError accessDenied in BigQuery's words */
export function allow(
  { access }: { access: Access },
  principal: Principal,
  permission: string,
  resource: string,
): void {
  try {
    access.check(principal, permission, resource);
  } catch (error) {
    if (!(error instanceof PermissionDenied)) throw error;
    const what = resource.split('/');
    if (resource.startsWith('projects/_/buckets/')) throw new BigQueryError('accessDenied', storageMessage(error));
    const named =
      what.length > 4
        ? `Table ${what[1]}:${what[3]}.${what[5]}`
        : what.length > 2
          ? `Dataset ${what[1]}:${what[3]}`
          : `Project ${what[1]}`;
    throw new BigQueryError('accessDenied', `Access Denied: ${named}: ${error.message}`);
  }
}

/** As BigQuery passes on what Cloud Storage refuses to the caller of a job. */
function storageMessage({ principal, permission, resource }: PermissionDenied): string {
  const who = principal.kind === 'owner' ? 'The owner' : principal.email;
  const kind = permission.startsWith('storage.buckets.') || permission.endsWith('.list') ? 'bucket' : 'object';
  const [bucket, ...object] = resource.slice('projects/_/buckets/'.length).split('/objects/');
  const uri = ['gs:/', bucket, ...object].join('/');
  return `Access Denied: BigQuery BigQuery: Permission denied while accessing ${uri}. ${who} does not have ${permission} access to the Google Cloud Storage ${kind}. Permission '${permission}' denied on resource (or it may not exist).`;
}
