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
