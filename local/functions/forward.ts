/** Hands an HTTP request on to a function and its answer back. */
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';
import type { Clock } from '../clock';

/** The function has not answered within its time limit. */
export class TimeLimitReached extends Error {
  constructor() {
    // Cloud Run's words.
    super(
      'The request has been terminated because it has reached the maximum request timeout. To change this limit, see ' +
        'https://cloud.google.com/run/docs/configuring/request-timeout',
    );
    this.name = 'TimeLimitReached';
  }
}

/**
 * Hands parts on as they come. Resolves when the answer has been sent; of a caller that leaves before, once the function has
 * been told, as by any connection that ends.
 * @throws TimeLimitReached; Error for a function that dies on the way
 */
export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  to: { port: number; path: string; timeoutSeconds: number; clock: Clock },
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
  let isLate = false;
  const cancelLimit = to.clock.after(to.timeoutSeconds * 1000, () => {
    isLate = true;
    upstream.destroy();
  });
  try {
    await new Promise<void>((resolve, reject) => {
      upstream.once('error', reject).once('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        response.flushHeaders();
        answer.once('error', reject).pipe(response);
        response.once('close', () => answer.resume());
      });
      response.once('close', () => {
        if (response.writableFinished) return resolve();
        upstream.once('close', resolve);
        hangUp(upstream);
      });
      request.pipe(upstream);
    });
  } catch (error) {
    throw isLate ? new TimeLimitReached() : error;
  } finally {
    cancelLimit();
  }
}

/** The function ends the connection from its side when it has seen its end from this one: until then it must not be frozen. */
function hangUp(upstream: ClientRequest): void {
  const { socket } = upstream;
  if (socket && !socket.connecting) socket.end();
  else upstream.destroy();
}
