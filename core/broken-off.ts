/** A read of Cloud Storage that may be broken off, as where only the first lines of an object are wanted. */
import type { Readable } from 'node:stream';

/**
 * Of a read that is broken off Google's client destroys the agent that all of its requests share, those under way and the next one
 * with it: the body that it reads does not end the connection behind (file.ts of @google-cloud/storage 7, `onComplete`). So the
 * agent is kept from it, and the connection is ended here; nothing becomes of one that has been read to its end.
 * @param source of File.createReadStream, not read yet
 */
export function endingAlone<S extends Readable>(source: S): S {
  source.on('response', (body: Readable & { request?: { agent?: unknown } }) => {
    if (body.request) body.request.agent = false;
    body.on('unpipe', (connection: Readable) => connection.destroy());
  });
  return source;
}
