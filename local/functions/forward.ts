/** Hands an HTTP request on to a function and its answer back. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';
import { pipeline } from 'node:stream/promises';

/**
 * Resolves when the answer has been sent. A function that dies on the way is answered for with 503, one that takes
 * too long with 504: both make Pub/Sub deliver again.
 */
export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  to: { port: number; path: string; timeoutSeconds: number },
): Promise<void> {
  const upstream = httpRequest({
    host: '127.0.0.1',
    port: to.port,
    method: request.method,
    path: to.path,
    headers: request.headers,
    // A kept connection to a process that has been replaced would fail the next request.
    agent: false,
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    upstream.destroy(new Error(`no answer within ${to.timeoutSeconds} s`));
  }, to.timeoutSeconds * 1000);
  response.once('close', () => upstream.destroy());
  try {
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      upstream.once('response', resolve).once('error', reject);
    });
    await Promise.all([
      pipeline(request, upstream),
      answered.then(async (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        await pipeline(answer, response);
      }),
    ]);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else sendError(response, late ? 504 : 503, (error as Error).message);
  } finally {
    clearTimeout(timer);
  }
}

/** An error in the form of Google's APIs. */
export function sendError(response: ServerResponse, code: number, message: string): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { code, message } }));
}
