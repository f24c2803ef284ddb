/** Writes lines to a stream in large pieces, waits when the other side is slow, and keeps the digest of it all. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

export interface LineWriter {
  write(line: string): Promise<void>;
  /** Resolves when everything is stored, with the SHA-256 of the bytes, in hex. */
  close(): Promise<string>;
  /** Gives the object up: nothing is stored. */
  abandon(): void;
}

const pieceLength = 1 << 16;

export function createLineWriter(stream: Writable): LineWriter {
  const hash = createHash('sha256');
  const end = finished(stream);
  // Reported by close(); without this a failure between two writes would be an unhandled rejection.
  end.catch(() => {});
  let piece = '';

  const flush = async () => {
    const bytes = Buffer.from(piece);
    piece = '';
    hash.update(bytes);
    if (stream.errored) throw stream.errored;
    if (!stream.write(bytes)) await Promise.race([once(stream, 'drain'), end]);
  };

  return {
    async write(line) {
      piece += `${line}\n`;
      if (piece.length >= pieceLength) await flush();
    },
    async close() {
      if (piece) await flush();
      stream.end();
      await end;
      return hash.digest('hex');
    },
    abandon: () => void stream.destroy(),
  };
}
