/** A landed object's bytes, unpacked, with the first of them looked at before the others are read. */
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PermanentError } from '../core/errors';
import { headBytes, isGzip } from './recognise';
import { thousands } from '../core/wording';

/**
 * Text packs to a tenth or so, the dullest of it to a hundredth; deflate itself ends near a thousandth. What unpacks to
 * more than 200 times its size, once that is 100 MB, was made to fill a disk.
 */
const honest = { ratio: 200, from: 100_000_000 };

export interface Unpacked {
  compression: 'none' | 'gzip';
  /** The first bytes: at least 64 KiB, or the whole file. */
  head: Buffer;
  /** All bytes, the first ones again. @throws PermanentError when they cannot be unpacked */
  bytes: AsyncIterable<Buffer>;
}

/** What unpacks to more than so many bytes is refused. */
export const mostUnpacked = (packedBytes: number): number => Math.max(honest.from, honest.ratio * packedBytes);

/** @param onRead is told how many bytes of the object itself came. */
export async function unpack(landed: Readable, file: string, onRead: (bytes: number) => void): Promise<Unpacked> {
  const counted = count(landed, onRead);
  const packed = await peek(counted, 2);
  if (!isGzip(packed.head)) return { compression: 'none', ...(await peek(packed.bytes, headBytes)) };
  return { compression: 'gzip', ...(await peek(gunzip(packed.bytes, file), headBytes)) };
}

/** The same with more of its first bytes looked at: at least so many, or the whole file. */
export async function lookFurther({ compression, bytes }: Unpacked, length: number): Promise<Unpacked> {
  return { compression, ...(await peek(bytes, length)) };
}

export async function* count(stream: AsyncIterable<Buffer>, onRead: (bytes: number) => void): AsyncIterable<Buffer> {
  for await (const chunk of stream) {
    onRead(chunk.length);
    yield chunk;
  }
}

async function peek(
  stream: AsyncIterable<Buffer>,
  length: number,
): Promise<{ head: Buffer; bytes: AsyncIterable<Buffer> }> {
  const chunks = stream[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  for (let have = 0; have < length;) {
    const { value, done } = await chunks.next();
    if (done) break;
    first.push(value);
    have += value.length;
  }
  const head = Buffer.concat(first);
  async function* bytes() {
    yield head;
    for (;;) {
      const { value, done } = await chunks.next();
      if (done) return;
      yield value;
    }
  }
  return { head, bytes: bytes() };
}

async function* gunzip(packed: AsyncIterable<Buffer>, file: string): AsyncIterable<Buffer> {
  const counts = { packed: 0, unpacked: 0 };
  const unpacking = createGunzip({ chunkSize: 1 << 18 });
  let failure: Error | undefined;
  const counted = count(packed, (bytes) => (counts.packed += bytes));
  pipeline(counted, unpacking, (error) => (failure = error ?? undefined));
  try {
    for await (const chunk of unpacking as AsyncIterable<Buffer>) {
      counts.unpacked += chunk.length;
      if (counts.unpacked > honest.from && counts.unpacked > honest.ratio * counts.packed)
        throw new PermanentError(`the file unpacks to more than ${honest.ratio} times its size`, {
          where: file,
          fix: 'drop it unpacked, if that much repetition is really meant',
        });
      yield chunk;
    }
  } catch (error) {
    throw unreadable(error, file, counts.unpacked) ?? failure ?? error;
  } finally {
    unpacking.destroy();
  }
}

/** What zlib says of the bytes; undefined for a failure of the stream they came from. */
function unreadable(error: unknown, file: string, unpacked: number): PermanentError | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  const where = `${file}, after ${thousands(unpacked)} unpacked bytes`;
  if (code === 'Z_BUF_ERROR')
    return new PermanentError('the gzip file is cut off', { where, fix: 'upload it again, wholly', cause: error });
  if (code?.startsWith('Z_'))
    return new PermanentError(`the gzip file is damaged (${message})`, { where, fix: 'pack it again', cause: error });
  return undefined;
}
