/** Listing objects: by prefix, rolled up at a delimiter, between offsets, page by page. */
import type { State } from '../state';
import { invalid, invalidParameter } from './errors';
import { globExpression } from './glob';
import type { Generations, ObjectRecord } from './records';

export interface ListOptions {
  prefix?: string;
  /** Names that hold it after the prefix are rolled up into one prefix each. */
  delimiter?: string;
  /** Also list, as objects, names that end at the delimiter. */
  includeTrailingDelimiter?: boolean;
  /** First name, inclusive. */
  startOffset?: string;
  /** Last name, exclusive. */
  endOffset?: string;
  /** Only names that it takes; without a delimiter. */
  matchGlob?: string;
  /** Also list the generations that are no longer live. */
  versions?: boolean;
  maxResults?: number;
  pageToken?: string;
}

export interface Page {
  items: ObjectRecord[];
  prefixes: string[];
  nextPageToken?: string;
}

/** The last name, or (`group`) the last rolled-up prefix, of the page before. */
interface Position {
  after: string;
  group: boolean;
}

/** Sorts behind every name that begins with what stands before it: the highest character there is. */
const beyond = '\u{10ffff}';

/** @throws StorageError 400 on a page token that this listing did not hand out, and on a pattern that it does not know. */
export function listObjects(state: State, bucket: string, options: ListOptions): Page {
  const { prefix = '', delimiter, startOffset = '', endOffset, versions = false } = options;
  const glob = options.matchGlob === undefined ? undefined : globExpression(options.matchGlob);
  if (glob && delimiter) throw invalid('The local Cloud Storage does not know matchGlob with a delimiter.');
  const limit = Math.min(options.maxResults || 1000, 1000);
  const table = state.table<Generations>('storage.objects');
  const page: Page = { items: [], prefixes: [] };
  let position = options.pageToken === undefined ? undefined : decodeToken(options.pageToken);
  let start = later(later(prefix, startOffset), position ? resume(position) : '');
  let count = 0;

  // Each turn of the outer loop begins behind the prefix that was rolled up last, without reading what lies under it.
  for (let more = true; more;) {
    more = false;
    for (const { key, value } of table.entries({ start: `${bucket}/${start}`, end: `${bucket}0` })) {
      const name = key.slice(bucket.length + 1);
      if (!name.startsWith(prefix) || (endOffset && !earlier(name, endOffset))) break;
      if (glob && !glob.test(name)) continue;
      const found = [...(versions ? value.noncurrent : []), ...(value.live ? [value.live] : [])];
      if (found.length === 0 || (position && !position.group && name === position.after)) continue;
      if (count >= limit) return { ...page, nextPageToken: encodeToken(position as Position) };

      const at = delimiter ? name.indexOf(delimiter, prefix.length) : -1;
      const group = at < 0 ? undefined : name.slice(0, at + (delimiter as string).length);
      if (group === undefined || (options.includeTrailingDelimiter && name === group)) page.items.push(...found);
      if (group !== undefined && group !== page.prefixes.at(-1)) page.prefixes.push(group);
      count += 1;
      position = group === undefined ? { after: name, group: false } : { after: group, group: true };
      if (group !== undefined) {
        start = group + beyond;
        more = true;
        break;
      }
    }
  }
  return page;
}

function resume({ after, group }: Position): string {
  return group ? after + beyond : after;
}

/** Names are ordered by their UTF-8 bytes, which JavaScript's own comparison (by UTF-16 units) does not do. */
function earlier(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

function later(a: string, b: string): string {
  return earlier(a, b) ? b : a;
}

function encodeToken(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function decodeToken(token: string): Position {
  try {
    const { after, group } = JSON.parse(Buffer.from(token, 'base64url').toString()) as Position;
    if (typeof after === 'string' && typeof group === 'boolean') return { after, group };
  } catch {
    // Falls through: not a token of ours.
  }
  throw invalidParameter('pageToken', token);
}
