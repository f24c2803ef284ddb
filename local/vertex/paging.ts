/** List requests: filtered, newest first, page by page. */
import type { Table } from '../state';
import { withPrefix } from '../state';
import { invalidField } from './errors';
import { parseFilter } from './filter';

export interface ListRequest {
  parent: string;
  filter?: string;
  pageSize?: number;
  pageToken?: string;
}

interface Listed {
  name: string;
  createTime: string;
}

const defaultPageSize = 100;
const largestPage = 1000;

/**
 * One page of what `resources` holds below a location. A token names the last resource of its page, so that resources made
 * or deleted between two pages neither repeat nor hide others.
 * @throws VertexError INVALID_ARGUMENT for a broken filter, a negative page size, or a token of another request.
 */
export function listPage<R extends Listed>(
  resources: Iterable<R>,
  request: ListRequest,
): { page: R[]; nextPageToken: string } {
  const { filter = '', pageSize = 0, pageToken = '' } = request;
  if (pageSize < 0) throw invalidField('page_size', 'must not be negative.');
  const size = Math.min(pageSize || defaultPageSize, largestPage);
  const order = (resource: Listed) => `${resource.createTime} ${resource.name}`;
  const all = [...resources].filter(parseFilter(filter)).sort((a, b) => (order(a) < order(b) ? 1 : -1));
  const after = pageToken ? readToken(pageToken, filter) : undefined;
  const rest = after === undefined ? all : all.filter((resource) => order(resource) < after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return { page, nextPageToken: last && rest.length > size ? writeToken(filter, order(last)) : '' };
}

/** What a table keyed by resource names holds below a parent. */
export function* below<V>(table: Table<V>, parent: string): Iterable<V> {
  for (const { value } of table.entries(withPrefix(`${parent}/`))) yield value;
}

const writeToken = (filter: string, after: string): string =>
  Buffer.from(JSON.stringify([filter, after])).toString('base64url');

function readToken(token: string, filter: string): string {
  try {
    const [ofFilter, after] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [unknown, unknown];
    if (ofFilter === filter && typeof after === 'string') return after;
  } catch {
    // Not one of ours: refused below.
  }
  throw invalidField('page_token', 'is not a token of this request.');
}
