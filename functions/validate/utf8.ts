/** Bytes to text, strictly: a file in another encoding is refused at its first wrong byte instead of being guessed at. */
import { isUtf8 } from 'node:buffer';
import { PermanentError } from '../shared/errors';

/**
 * The text of a stream, piece by piece, without a byte order mark.
 * @throws PermanentError naming file, line and byte of what is not UTF-8.
 */
export async function* strictUtf8(stream: AsyncIterable<Buffer>, file: string): AsyncIterable<string> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let offset = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.length - incompleteTail(bytes);
    yield* decoded(bytes.subarray(0, end));
    rest = bytes.subarray(end);
  }
  yield* decoded(rest);

  function* decoded(bytes: Buffer) {
    if (!isUtf8(bytes)) throw notUtf8(bytes);
    const isStart = offset === 0;
    offset += bytes.length;
    const text = bytes.toString('utf8');
    line += text.split('\n').length - 1;
    if (text) yield isStart && text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  function notUtf8(bytes: Buffer): PermanentError {
    const bad = firstBadByte(bytes);
    const before = bytes.subarray(0, bad).toString('utf8').split('\n').length - 1;
    const isUtf16 = offset === 0 && ['fffe', 'feff'].includes(bytes.subarray(0, 2).toString('hex'));
    return new PermanentError(isUtf16 ? 'the file is UTF-16, not UTF-8' : 'the file is not UTF-8', {
      where: `${file}, line ${line + before}, byte ${offset + bad + 1}`,
      fix: 'save the file as UTF-8 and drop it again',
    });
  }
}

/** Bytes at the end that begin a character whose other bytes have not come yet: at most three. */
function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) return back < sequenceLength(byte) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** Length of the character that a leading byte announces (RFC 3629, section 3). */
const sequenceLength = (byte: number) => (byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4);

function firstBadByte(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at]!);
    if (!isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}
