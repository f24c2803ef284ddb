/** A POST whose answer's status is all that matters; it waits as long as its signal lets it. */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** The part of `fetch` that a push needs, so that `fetch` itself fits. */
export type Post = (url: string, request: PostRequest) => Promise<{ status: number }>;

export interface PostRequest {
  method: 'POST';
  headers: Record<string, string>;
  body: Buffer;
  signal: AbortSignal;
}

/**
 * Posts over kept-alive connections. Node's own `fetch` gives up on an answer after five minutes, while an
 * acknowledgement deadline may be ten.
 */
export function createPost(): Post {
  const http = { request: httpRequest, agent: new HttpAgent({ keepAlive: true }) };
  const https = { request: httpsRequest, agent: new HttpsAgent({ keepAlive: true }) };

  function post(url: string, request: PostRequest): Promise<{ status: number }> {
    const { body, headers, ...options } = request;
    const { request: open, agent } = url.startsWith('https:') ? https : http;
    return new Promise((resolve, reject) => {
      const outgoing = open(url, { ...options, headers: { ...headers, 'content-length': body.length }, agent });
      outgoing.on('response', (response) => {
        response
          .on('error', reject)
          .on('end', () => resolve({ status: response.statusCode! }))
          .resume();
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // The endpoint closed a kept-alive connection just as it was taken up again: no failure of the endpoint.
        if (outgoing.reusedSocket && error.code === 'ECONNRESET') post(url, request).then(resolve, reject);
        else reject(error);
      });
      outgoing.end(body);
    });
  }
  return post;
}
