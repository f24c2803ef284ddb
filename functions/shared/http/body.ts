/** The JSON of a request: of its type, not too long, UTF-8, and well-formed, or the problem that it has. */
import type { IncomingMessage } from 'node:http';
import { CallerGone } from './event-stream';
import { HttpProblem } from './problem';

/** A request whose body may have been read by whoever has passed it on. */
export type Request = IncomingMessage & { rawBody?: Buffer };

/** Bytes of a request: a million tokens, the longest context of a model, of four characters each. */
const longestRequest = 4 << 20;

/** Values within values: many times what any API asks for. */
const deepest = 64;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** @throws HttpProblem 400, 413 or 415 */
export async function readBody(request: Request): Promise<unknown> {
  const bytes = request.rawBody ?? (await bytesOf(request));
  if (bytes === undefined || bytes.length > longestRequest)
    throw new HttpProblem(413, `the request has more than ${longestRequest >> 20} MiB`, 'send a shorter one');
  const type = request.headers['content-type'];
  if (type !== undefined && !/[/+]json\b/i.test(type))
    throw new HttpProblem(415, `the body is of the type ${type}`, 'send it with Content-Type: application/json');
  const coding = request.headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity' && !request.rawBody)
    throw new HttpProblem(415, `the body is compressed: ${coding}`, 'send it as it is');
  if (bytes.length === 0) return undefined;
  const value = jsonOf(textOf(bytes));
  if (isDeeper(value, deepest))
    throw new HttpProblem(400, `the body is nested more than ${deepest} deep`, 'send what the API asks for');
  return value;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Node quotes what it could not read: that may be a secret.
    const [, place] = /at position (\d+)/.exec((cause as Error).message) ?? [];
    const where = place === undefined ? '' : `, at character ${Number(place) + 1}`;
    throw new HttpProblem(400, `the body is not JSON${where}`, 'send a JSON object');
  }
}

/** Code that goes through a value by itself comes to the end of its stack in one that is nested by thousands. */
const isDeeper = (value: unknown, than: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (than === 0 || Object.values(value).some((each) => isDeeper(each, than - 1)));

/** Undefined of more than there may be. It is read to its end all the same, and not kept: a caller who still sends hears no answer. */
async function bytesOf(request: Request): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length <= longestRequest) parts.push(part);
      else parts.length = 0;
    });
    request.on('end', () =>
      resolve(length > longestRequest ? undefined : parts.length === 1 ? parts[0] : Buffer.concat(parts)),
    );
    // Whoever went away before this sends no event any more; whoever goes away now, one or both of these.
    const leave = (): void => {
      if (!request.readableEnded) reject(new CallerGone());
    };
    if (request.destroyed) leave();
    request.on('error', leave).on('close', leave);
  });
}

function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new HttpProblem(400, 'the body is not UTF-8', 'send its text as UTF-8');
  }
}
