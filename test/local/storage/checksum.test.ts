import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Checksum, joinedHashes } from '../../../local/storage/checksum';

const hashesOf = (content: Buffer) => {
  const checksum = new Checksum();
  checksum.update(content);
  return checksum.finish();
};

test('what is known of parts tells size and CRC32C of the whole', () => {
  const contents = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 });
  fc.assert(
    fc.property(contents, (parts) => {
      const { size, crc32c } = hashesOf(Buffer.concat(parts));
      expect(joinedHashes(parts.map((part) => hashesOf(Buffer.from(part))))).toEqual({ size, crc32c });
    }),
  );
});
