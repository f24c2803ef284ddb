/** List requests: filtered, newest first, page by page. */
import { pageOf, type PageRequest } from '../rpc/pages';
import type { Table } from '../state';
import { withPrefix } from '../state';
import { parseFilter } from './filter';

export interface ListRequest extends PageRequest {
  parent: string;
  filter?: string;
}

interface Listed {
  name: string;
  createTime: string;
}

/** @throws RpcError INVALID_ARGUMENT for a broken filter, a negative page size, or a token of another request. */
export function listPage<R extends Listed>(
  resources: Iterable<R>,
  { filter = '', ...request }: ListRequest,
): { page: R[]; nextPageToken: string } {
  const keyOf = ({ createTime, name }: R) => `${createTime} ${name}`;
  const order = { keyOf, descending: true, scope: filter };
  const { page, nextPageToken = '' } = pageOf([...resources].filter(parseFilter(filter)), order, request);
  return { page, nextPageToken };
}

/** What a table keyed by resource names holds below a parent. */
export function* below<V>(table: Table<V>, parent: string): Iterable<V> {
  for (const { value } of table.entries(withPrefix(`${parent}/`))) yield value;
}
