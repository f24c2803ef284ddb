/** Lists as OpenAI's API gives them: so many after an id. */
import type { Request } from 'express';
import { invalid } from './errors';

export function pageOf<T extends { id: string }>(items: T[], { query }: Request, usual = 20, most = 100) {
  const limit = Number(query['limit'] ?? usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    throw invalid('limit', `Invalid 'limit': ${limit} is not between 1 and ${most}.`);
  const after = query['after'];
  const place = after === undefined ? -1 : items.findIndex(({ id }) => id === after);
  if (after !== undefined && place < 0)
    throw invalid('after', `Invalid 'after': there is no ${JSON.stringify(after)}.`);
  const data = items.slice(place + 1, place + 1 + limit);
  const has_more = place + 1 + limit < items.length;
  return { object: 'list', data, has_more, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}
