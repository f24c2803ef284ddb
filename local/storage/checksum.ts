/** The running size, CRC32C and MD5 of content that passes by, in the form in which Cloud Storage shows them. */
import { crc32c } from '@node-rs/crc32';
import { createHash } from 'node:crypto';

/** Size in bytes; CRC32C (big endian) and MD5 in base64. A composed object has no MD5. */
export interface ContentHashes {
  size: number;
  crc32c: string;
  md5?: string;
}

export class Checksum {
  private crc = 0;
  private readonly md5 = createHash('md5');
  size = 0;

  update(chunk: Buffer): void {
    this.crc = crc32c(chunk, this.crc);
    this.md5.update(chunk);
    this.size += chunk.length;
  }

  /** Ends the count: `update` may not follow. */
  finish(): Required<ContentHashes> {
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(this.crc);
    return { size: this.size, crc32c: crc.toString('base64'), md5: this.md5.digest('base64') };
  }
}

/** Size and CRC32C of contents that are put one behind the other, told from theirs. */
export function joinedHashes(parts: ContentHashes[]): Pick<ContentHashes, 'size' | 'crc32c'> {
  let crc = 0;
  let size = 0;
  for (const part of parts) {
    crc = behindZeros(crc, part.size) ^ Buffer.from(part.crc32c, 'base64').readInt32BE();
    size += part.size;
  }
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(crc);
  return { size, crc32c: bytes.toString('base64') };
}

/** The polynomial of CRC32C (RFC 3720), its bits from the highest power to the lowest, as in the remainders. */
const polynomial = 0x82f63b78;

/**
 * The remainder behind that many zero bytes: multiplied by x^(8 count) modulo the polynomial, by repeated squaring. The CRC of
 * two contents is that of the first behind as many zeros as the second is long, and the second's, added.
 */
function behindZeros(crc: number, count: number): number {
  let result = crc;
  // x^8, as remainders are written.
  let power = 1 << 23;
  for (let rest = count; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = product(result, power);
    power = product(power, power);
  }
  return result;
}

/** Of two polynomials with coefficients 0 and 1, modulo the one of CRC32C. */
function product(a: number, b: number): number {
  let sum = 0;
  for (let bit = 31, term = b; bit >= 0; bit--) {
    if ((a >>> bit) & 1) sum ^= term;
    term = (term >>> 1) ^ (term & 1 ? polynomial : 0);
  }
  return sum;
}
