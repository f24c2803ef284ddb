/** Which part of a long list is asked for. */
import { HttpProblem } from '../../shared/http/problem';

/** Of a list's members that one answer has at most. */
const longestWindow = 500;

/** @throws HttpProblem 400 for what are no counts */
export function windowOf({ from = '0', count = '50' }: Record<string, string | undefined>): {
  from: number;
  count: number;
} {
  const isCount = (text: string): boolean => /^\d{1,9}$/.test(text);
  if (!isCount(from) || !isCount(count))
    throw new HttpProblem(400, 'from and count are numbers', 'ask for ?from=0&count=50');
  return { from: Number(from), count: Math.min(longestWindow, Number(count)) };
}
