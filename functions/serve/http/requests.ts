/**
 * Requests as Node has them. The functions framework takes each through Express, five readers of bodies and a domain, for which
 * Node then follows every promise of the process: that is more work than answering is. And what is not JSON it answers itself,
 * with a page that no client understands. So the function takes over the server that the framework has made, and reads and
 * answers by itself.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, RequestListener, Server } from 'node:http';

const channel = 'http.server.request.start';

/** A request whose body may have been read by whoever has passed it on. */
export type Request = IncomingMessage & { rawBody?: Buffer };

/**
 * From its first request on, each server of this process hands them to `handle` alone.
 * @param onServer is told of each server then
 * @returns what ends that for servers to come
 */
export function takeRequests(handle: RequestListener, onServer?: (server: Server) => void): () => void {
  const taken = new WeakSet<Server>();
  const take = (message: unknown): void => {
    const { server } = message as { server: Server };
    if (taken.has(server)) return;
    taken.add(server);
    server.removeAllListeners('request').on('request', handle);
    onServer?.(server);
  };
  subscribe(channel, take);
  return () => void unsubscribe(channel, take);
}
