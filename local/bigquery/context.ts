/** What every part of the local BigQuery works with. */
import { PermissionDenied, type Access, type Principal } from '../iam/access';
import type { ObjectStore } from '../storage/object-store';
import { BigQueryError } from './errors';
import type { TableName } from './sql/context';
import type { Warehouse } from './warehouse';

/** The part of Cloud Storage that loads and exports use. */
export type Objects = Pick<ObjectStore, 'adopt' | 'create' | 'find' | 'open' | 'list'>;

export interface Service {
  warehouse: Warehouse;
  access: Access;
  readonly objects: Objects;
  /** For files of uploads and rows on their way. */
  directory: string;
}

export const tableResource = ({ project, dataset, table }: TableName): string =>
  `projects/${project}/datasets/${dataset}/tables/${table}`;

export function isAllowed(
  { access }: Pick<Service, 'access'>,
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
  { access }: Pick<Service, 'access'>,
  principal: Principal,
  permission: string,
  resource: string,
): void {
  try {
    access.check(principal, permission, resource);
  } catch (error) {
    if (!(error instanceof PermissionDenied)) throw error;
    const what = resource.split('/');
    const named =
      what.length > 4
        ? `Table ${what[1]}:${what[3]}.${what[5]}`
        : what.length > 2
          ? `Dataset ${what[1]}:${what[3]}`
          : `Project ${what[1]}`;
    throw new BigQueryError('accessDenied', `Access Denied: ${named}: ${error.message}`);
  }
}
