/** Where bytes stop being UTF-8. */
import { isUtf8 } from 'node:buffer';

/** Offset of the first byte that is no part of a character; the length when all of them are. */
export function firstBadByte(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at]!);
    if (!isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}

/** Length of the character that a leading byte announces (RFC 3629, section 3). */
const sequenceLength = (byte: number) => (byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4);
