/**
 * The batch endpoint: many small calls in one request, as Python's client and gsutil send them. Each call is made to this same
 * server, so that it means exactly what it means alone.
 */
import express, { Router, type Request } from 'express';
import { randomUUID } from 'node:crypto';
import { baseOf } from './context';
import { invalid } from './errors';
import { boundaryOf } from './multipart';

interface Call {
  id: string;
  method: string;
  path: string;
  headers: Headers;
  body: string;
}

const maxCalls = 100;

export function batchRoutes(): Router {
  const router = Router();
  router.post('/', express.text({ type: () => true, limit: '10mb' }), async (request, response) => {
    const calls = parseBatch(String(request.body), boundaryOf(request.get('content-type') ?? ''));
    if (calls.length > maxCalls) throw invalid(`The batch has ${calls.length} calls, more than ${maxCalls}.`);
    const boundary = `batch_${randomUUID()}`;
    let answer = '';
    // One after the other: clients may rely on the order of calls on one object.
    for (const call of calls) answer += `--${boundary}\r\n${await perform(call, request)}\r\n`;
    response.setHeader('content-type', `multipart/mixed; boundary=${boundary}`).end(`${answer}--${boundary}--`);
  });
  return router;
}

/** @throws StorageError 400 when a part is no HTTP request. */
function parseBatch(body: string, boundary: string): Call[] {
  const parts = body.replaceAll('\r\n', '\n').split(`--${boundary}`).slice(1, -1);
  return parts.map((part) => {
    const [partHead = '', requestHead = '', ...rest] = part.replace(/^\n/, '').split('\n\n');
    const [line = '', ...headers] = requestHead.split('\n');
    const found = /^([A-Z]+) (\S+)/.exec(line);
    if (!found?.[1] || !found[2]) throw invalid(`A part of the batch is no HTTP request: '${line}'`);
    const id = parseHeaders(partHead.split('\n')).get('content-id') ?? '';
    const path = found[2].replace(/^https?:\/\/[^/]+/, '');
    return { id, method: found[1], path, headers: parseHeaders(headers), body: rest.join('\n\n').trimEnd() };
  });
}

function parseHeaders(lines: string[]): Headers {
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return headers;
}

async function perform({ id, method, path, headers, body }: Call, outer: Request): Promise<string> {
  const { authorization } = outer.headers;
  if (authorization && !headers.has('authorization')) headers.set('authorization', authorization);
  for (const name of ['content-length', 'host', 'connection', 'accept-encoding']) headers.delete(name);
  const answer = await fetch(new URL(path, baseOf(outer)), { method, headers, body: body === '' ? undefined : body });
  const text = await answer.text();
  const contentId = id && `Content-ID: <response-${id.replace(/^<|>$/g, '')}>\r\n`;
  const type = answer.headers.get('content-type') ?? 'text/plain';
  const head = `HTTP/1.1 ${answer.status} ${answer.statusText}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(text)}`;
  return `Content-Type: application/http\r\n${contentId}\r\n${head}\r\n\r\n${text}`;
}
