import { expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { unpack } from '../../formats/unpack';

const packed = (body: Buffer) => Readable.from([gzipSync(body, { level: 1 })]);

async function length(bytes: AsyncIterable<Buffer>): Promise<number> {
  let sum = 0;
  for await (const chunk of bytes) sum += chunk.length;
  return sum;
}

test('a file that unpacks to more than any honest file does is refused before it fills anything', async () => {
  const { bytes } = await unpack(packed(Buffer.alloc(110_000_000)), 'rows.gz', () => {});
  await expect(length(bytes)).rejects.toMatchObject({
    name: 'PermanentError',
    message: 'the file unpacks to more than 200 times its size',
    where: 'rows.gz',
  });
});

test('a small file may repeat itself as it likes', async () => {
  const { bytes, head } = await unpack(packed(Buffer.alloc(5_000_000)), 'rows.gz', () => {});
  expect(head.length).toBeGreaterThanOrEqual(1 << 16);
  expect(await length(bytes)).toBe(5_000_000);
});

test('a failure of the object is told as it is, not as damage of the file', async () => {
  const begun = gzipSync(Buffer.alloc(5_000_000, 'abc'), { level: 0 }).subarray(0, 1_000_000);
  async function* failing() {
    yield begun;
    throw new Error('connection lost');
  }
  const { bytes } = await unpack(Readable.from(failing()), 'rows.gz', () => {});
  await expect(length(bytes)).rejects.toThrow('connection lost');
});
