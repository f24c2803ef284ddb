/** The JSON of a request: of its type, not too long, UTF-8, and well-formed, or the problem that it has. */
import type { Request } from '@google-cloud/functions-framework';
import { HttpProblem } from './problem';
import { typeOf } from './unparsed';

/** Bytes of a request: a million tokens, the longest context of a model, of four characters each. */
const longestRequest = 4 << 20;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** @throws HttpProblem 400, 413 or 415 */
export function readBody(request: Request): unknown {
  const { rawBody } = request;
  // Before anything is made of it: it would be in memory once more as a prompt, and twice as messages.
  if (rawBody && rawBody.length > longestRequest)
    throw new HttpProblem(413, `the request has more than ${longestRequest >> 20} MiB`, 'send a shorter one');
  const type = typeOf(request);
  if (type !== undefined && !/[/+]json\b/i.test(type))
    throw new HttpProblem(415, `the body is of the type ${type}`, 'send it with Content-Type: application/json');
  if (!rawBody || rawBody.length === 0) return undefined;
  const text = textOf(rawBody);
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Node quotes what it could not read: that may be a secret.
    const [, place] = /at position (\d+)/.exec((cause as Error).message) ?? [];
    const where = place === undefined ? '' : `, at character ${Number(place) + 1}`;
    throw new HttpProblem(400, `the body is not JSON${where}`, 'send a JSON object');
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new HttpProblem(400, 'the body is not UTF-8', 'send its text as UTF-8');
  }
}
