/** Lists in pages, ordered by name. */

export interface PageRequest {
  pageSize?: number;
  pageToken?: string;
}

const largestPage = 1000;

/** The page that `request` asks for; the token is the last name of the page before. */
export function page<T>(items: T[], nameOf: (item: T) => string, { pageSize, pageToken }: PageRequest) {
  const after = pageToken ? Buffer.from(pageToken, 'base64url').toString() : '';
  const rest = items.filter((item) => nameOf(item) > after).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const shown = rest.slice(0, Math.min(pageSize || 100, largestPage));
  const last = shown.at(-1);
  const hasMore = last !== undefined && shown.length < rest.length;
  return { items: shown, nextPageToken: hasMore ? Buffer.from(nameOf(last)).toString('base64url') : undefined };
}
