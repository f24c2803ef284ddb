/** Lists in pages. A token names the last item of its page, so that items made or deleted between two pages neither repeat nor hide others. */
import { invalidField } from './errors';

export interface PageRequest {
  pageSize?: number;
  pageToken?: string;
}

export interface PageOrder<T> {
  /** Items come in the order of this text, which is different for each. */
  keyOf: (item: T) => string;
  descending?: boolean;
  /** What else of the request chose the items, such as its filter: another request's token is refused. */
  scope?: string;
}

const defaultPageSize = 100;
const largestPage = 1000;

/**
 * The page that `request` asks for, and the token of the next when there is more.
 * @throws RpcError INVALID_ARGUMENT for a negative page size, or a token of another request.
 */
export function pageOf<T>(
  items: Iterable<T>,
  { keyOf, descending = false, scope = '' }: PageOrder<T>,
  { pageSize = 0, pageToken = '' }: PageRequest,
): { page: T[]; nextPageToken?: string } {
  if (pageSize < 0) throw invalidField('page_size', 'must not be negative.');
  const size = Math.min(pageSize || defaultPageSize, largestPage);
  const isBefore = (a: string, b: string) => (descending ? a > b : a < b);
  const all = [...items].sort((a, b) => (isBefore(keyOf(a), keyOf(b)) ? -1 : 1));
  const last = pageToken ? readToken(pageToken, scope) : undefined;
  const rest = last === undefined ? all : all.filter((item) => isBefore(last, keyOf(item)));
  const page = rest.slice(0, size);
  return { page, ...(rest.length > size && { nextPageToken: writeToken(scope, keyOf(page.at(-1)!)) }) };
}

const writeToken = (scope: string, last: string): string =>
  Buffer.from(JSON.stringify([scope, last])).toString('base64url');

function readToken(token: string, scope: string): string {
  try {
    const [ofScope, last] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [unknown, unknown];
    if (ofScope === scope && typeof last === 'string') return last;
  } catch {
    // Not one of ours: refused below.
  }
  throw invalidField('page_token', 'is not a token of this request.');
}
