/**
 * JSON that is posted over Node's own connections. OpenAI's library does the same in 80 µs of processor time, a tenth of what a whole
 * answer of serve may take, the global fetch in as much again, and Google's for gRPC takes 0.2 s to be loaded; what is asked once for an
 * answer of everybody's is asked here.
 */
import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { StopSignal } from './waiter';

export interface Asking {
  headers?: Record<string, string> | undefined;
  signal?: StopSignal | undefined;
}

/** Resolves with the head of whatever is answered. @throws what broke the connection; what the signal was aborted for */
export type Post = (body: string, asking: Asking) => Promise<IncomingMessage>;

/** Milliseconds in which nothing may come, as long as OpenAI's library waits. */
const silence = 600_000;

/** One connection for each question under way, kept for the next. */
const agents = {
  http: new HttpAgent({ keepAlive: true, timeout: silence }),
  https: new HttpsAgent({ keepAlive: true, timeout: silence }),
};

/** An address takes as long to read as the headers take to write: what is posted to it often is posted by the same. */
export function postTo(url: string): Post {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const [request, agent] = protocol === 'https:' ? [httpsRequest, agents.https] : [httpRequest, agents.http];
  // Of an address in brackets Node wants what is between them.
  const bare = hostname.replace(/^\[|\]$/g, '');
  const address = { method: 'POST', agent, hostname: bare, port, path: pathname + search };
  const post: Post = (body, { headers, signal }) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const own = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request({ headers: Object.assign(own, headers), ...address });
      const begun = performance.now();
      let isAnswered = false;
      sent.once('response', (response) => {
        isAnswered = true;
        resolve(response);
      });
      sent.once('error', (error: NodeJS.ErrnoException) => {
        // A kept connection that the other end has closed meanwhile, as while this process was frozen: another one is as good. One that is reset
        // later was heard, and would be answered twice.
        const wasStale = !isAnswered && performance.now() - begun < 1000;
        if (wasStale && sent.reusedSocket && error.code === 'ECONNRESET') resolve(post(body, { headers, signal }));
        else reject(error);
      });
      sent.once('timeout', () => sent.destroy(new Error(`nothing came within ${silence / 1000} s`)));
      if (signal) stopAt(signal, sent);
      sent.end(body);
    });
  return post;
}

/** Node's own option for it does the same in three times the time. */
function stopAt(signal: StopSignal, sent: ClientRequest): void {
  const stop = (): void => void sent.destroy(new Error('the request was aborted', { cause: signal.reason }));
  signal.addEventListener('abort', stop, { once: true });
  sent.once('close', () => signal.removeEventListener('abort', stop));
}

export const isSuccess = ({ statusCode = 0 }: IncomingMessage): boolean => statusCode >= 200 && statusCode < 300;

export function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8').on('data', (part: string) => (text += part));
  return new Promise((resolve, reject) => response.once('end', () => resolve(text)).once('error', reject));
}
