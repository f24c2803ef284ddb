/**
 * The bytes of a text from one of them on. A file that is not packed is entered there. Deflate cannot be entered, so a gzip
 * file is unpacked from its beginning again: of the processor time that validate takes for it that is a quarter (0.34 of 1.25
 * seconds for 200 MB unpacked), and saves keeping all of it unpacked. It ends where unpacking takes a whole delivery, which is
 * said of the file then.
 */
import type { Unpacked } from '../unpack';

/**
 * Undefined when the time was up before the byte was reached.
 * @param enter opens the object itself at a byte
 */
export async function textFrom(
  { compression, head, bytes }: Unpacked,
  offset: number,
  { enter, isTimeUp }: { enter: (offset: number) => AsyncIterable<Buffer>; isTimeUp: () => boolean },
): Promise<AsyncIterable<Buffer> | undefined> {
  if (offset === 0) return bytes;
  if (compression === 'none' && offset > head.length) return enter(offset);
  const chunks = bytes[Symbol.asyncIterator]();
  let missing = offset;
  for (;;) {
    const { value, done } = await chunks.next();
    if (done) return nothing();
    if (value.length > missing) return rest(value.subarray(missing), chunks);
    missing -= value.length;
    if (!isTimeUp()) continue;
    await chunks.return?.();
    return undefined;
  }
}

async function* nothing(): AsyncIterable<Buffer> {}

async function* rest(first: Buffer, chunks: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  yield first;
  yield* { [Symbol.asyncIterator]: () => chunks };
}
