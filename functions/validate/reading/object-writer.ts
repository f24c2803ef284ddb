/** Writes bytes to a stream, waits when the other side is slow, and keeps the digest of it all. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

export interface ObjectWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when everything is stored, with the SHA-256 of the bytes, in hex. */
  close(): Promise<string>;
  /** Gives the object up: nothing is stored. */
  abandon(): void;
}

/** Bytes that may wait to be written, so that more can be made meanwhile. */
const mostWaiting = 4 << 20;

export function createObjectWriter(stream: Writable): ObjectWriter {
  const hash = createHash('sha256');
  const end = finished(stream);
  // Reported by close(); without this a failure between two writes would be an unhandled rejection.
  end.catch(() => {});
  return {
    async write(bytes: Uint8Array) {
      hash.update(bytes);
      if (stream.errored) throw stream.errored;
      stream.write(bytes);
      if (stream.writableLength > mostWaiting) await Promise.race([once(stream, 'drain'), end]);
    },
    async close() {
      stream.end();
      await end;
      return hash.digest('hex');
    },
    abandon: () => void stream.destroy(),
  };
}
