/** A row out of the text of one JSON object. */
import type { Row } from '../../core/row-schema';
import { withExactNumbers } from './numbers';
import { whyNotJson } from './why-not-json';

export type Parsed = { value: Row } | { problem: string };

/**
 * Numbers that would be rounded come as their digits. A byte order mark before the object, as `cat` leaves it, and a comma
 * behind it are passed over.
 * @param what it is called in the reason: "the line"
 */
export function parseObject(text: string, what: string): Parsed {
  const json = bare(text);
  try {
    const value: unknown = JSON.parse(withExactNumbers(json));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value: value as Row };
    return { problem: `${what} is not a JSON object` };
  } catch (error) {
    return { problem: whyNotJson(json, what, error) };
  }
}

function bare(text: string): string {
  const unmarked = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  // Most end with a brace.
  if (unmarked.endsWith('}')) return unmarked;
  const trimmed = unmarked.trimEnd();
  return trimmed.endsWith(',') ? trimmed.slice(0, -1) : unmarked;
}
