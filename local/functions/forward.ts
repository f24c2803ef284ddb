/** Hands an HTTP request on to a function and its answer back. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';
import { pipeline } from 'node:stream/promises';
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
 * Resolves when the answer has been sent.
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
    throw isLate ? new TimeLimitReached() : error;
  } finally {
    cancelLimit();
  }
}
