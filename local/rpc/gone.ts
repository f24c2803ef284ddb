/** When the caller of an HTTP request goes away. */
import type { ServerResponse } from 'node:http';

/** Aborted once the connection of the response is over, whether it was sent or the caller has left. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}
