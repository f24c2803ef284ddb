/**
 * Bodies as they came. The functions framework reads JSON before a function is asked, and answers what is none with a page of its
 * own that no client understands. Told that a body is mere bytes, it hands it on, and how to refuse it is said here.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** Where the type stands that the caller has said. */
const saidType = Symbol('content-type');
type Said = IncomingMessage & { [saidType]?: string };

/** Of every request of this process, as soon as its head is read and before any handler sees it. @returns what ends that */
export function leaveBodiesUnparsed(): () => void {
  const leave = (message: unknown): void => {
    const { request } = message as { request: Said };
    request[saidType] = request.headers['content-type'];
    request.headers['content-type'] = 'application/octet-stream';
  };
  subscribe('http.server.request.start', leave);
  return () => void unsubscribe('http.server.request.start', leave);
}

/** The content type that the caller has said, whoever reads bodies. */
export const typeOf = (request: IncomingMessage): string | undefined =>
  saidType in request ? (request as Said)[saidType] : request.headers['content-type'];
