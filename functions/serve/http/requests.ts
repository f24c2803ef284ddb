/**
 * Requests as Node has them. The functions framework takes each through Express, five readers of bodies and a domain, for which
 * Node then follows every promise of the process: that is more work than answering is. And what is not JSON it answers itself,
 * with a page that no client understands. So the function takes over the server that the framework has made, and reads and
 * answers by itself.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { RequestListener, Server } from 'node:http';

const channel = 'http.server.request.start';

/**
 * The server of this process that is asked first hands its requests to `handle` alone, from that one on.
 * @param onServer is told of the server then
 * @returns what ends the waiting for one
 */
export function takeRequests(handle: RequestListener, onServer?: (server: Server) => void): () => void {
  const take = (message: unknown): void => {
    const { server } = message as { server: Server };
    unsubscribe(channel, take);
    server.removeAllListeners('request').on('request', handle);
    onServer?.(server);
  };
  subscribe(channel, take);
  return () => void unsubscribe(channel, take);
}
