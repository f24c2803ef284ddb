/** Which part of a long list is asked for. */
import { HttpProblem } from '../../shared/http/problem';

/** Of a list's members that one answer has at most. */
const longestWindow = 500;

/** @throws HttpProblem 400 for what are no counts */
export function windowOf(
  { from = '0', count = '50' }: Record<string, string | undefined>,
  atMost = longestWindow,
): { from: number; count: number } {
  const isCount = (text: string): boolean => /^\d{1,9}$/.test(text);
  if (!isCount(from) || !isCount(count))
    throw new HttpProblem(400, 'from and count are numbers', 'ask for ?from=0&count=50');
  return { from: Number(from), count: Math.min(atMost, Number(count)) };
}

/** Characters that one answer has of texts at most. */
const mostText = 2_000_000;

/** The same of texts that may be long: so many characters of each, fewer of them where that is much. @throws HttpProblem 400 */
export function textsOf(query: Record<string, string | undefined>): { from: number; count: number; longest: number } {
  const { from, count } = windowOf(query);
  const { count: longest } = windowOf({ count: query['longest'] ?? '2000' }, mostText);
  return { from, longest, count: Math.min(count, Math.max(1, Math.floor(mostText / Math.max(longest, 1)))) };
}
