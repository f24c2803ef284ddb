import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, type Hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { call } from './requests';
import { buildStorageProcess, startStorageProcess, type StorageProcess } from './storage-process';

const MiB = 1024 * 1024;
const objectSize = 64 * MiB;

describe('memory', () => {
  let directory: string;
  let storage: StorageProcess;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'landfall-memory-'));
    storage = await startStorageProcess(buildStorageProcess(directory), directory);
  });

  afterAll(async () => {
    await storage.kill();
    rmSync(directory, { recursive: true });
  });

  const peak = async () => Number((await call(`${storage.url}/peak-memory`)).text);

  function* content(size: number, hash: Hash): Generator<Buffer> {
    for (let sent = 0; sent < size; sent += MiB) {
      const chunk = Buffer.alloc(MiB, `${sent} `);
      hash.update(chunk);
      yield chunk;
    }
  }

  const send = async (
    url: string,
    method: string,
    body: Iterable<Buffer>,
    headers: Record<string, string> = {},
  ): Promise<string> => {
    const outgoing = httpRequest(url, { method, headers });
    const answered = new Promise<IncomingMessage>((resolve, reject) =>
      outgoing.on('response', resolve).on('error', reject),
    );
    await pipeline(Readable.from(body), outgoing);
    return text(await answered);
  };

  const download = async (name: string): Promise<string> => {
    const hash = createHash('md5');
    const response = await fetch(`${storage.url}/download/storage/v1/b/bucket/o/${name}`);
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) hash.update(chunk);
    return hash.digest('base64');
  };

  test('does not grow with the objects that are uploaded, composed, copied and downloaded', async () => {
    const upload = `${storage.url}/upload/storage/v1/b/bucket/o`;
    const resumable = async (name: string, size: number, hash: Hash) => {
      const { headers } = await call(`${upload}?uploadType=resumable&name=${name}`, { method: 'POST' });
      await send(headers.get('location') as string, 'PUT', content(size, hash), { 'content-range': 'bytes 0-*/*' });
    };
    const round = async (size: number) => {
      const hashes = [createHash('md5'), createHash('md5')] as const;
      await send(`${upload}?uploadType=media&name=simple`, 'POST', content(size, hashes[0]));
      await resumable('resumed', size, hashes[1]);
      const sourceObjects = [{ name: 'simple' }, { name: 'resumed' }];
      await call(`${storage.url}/storage/v1/b/bucket/o/both/compose`, {
        method: 'POST',
        body: JSON.stringify({ sourceObjects }),
      });
      await call(`${storage.url}/storage/v1/b/bucket/o/both/rewriteTo/b/bucket/o/copy`, { method: 'POST' });
      expect((await call(`${storage.url}/storage/v1/b/bucket/o/copy`)).json['size']).toBe(String(2 * size));
      await download('copy');
      const expected = hashes.map((hash) => hash.digest('base64'));
      expect([await download('simple'), await download('resumed')]).toEqual(expected);
    };

    // A first round of the same shape shows what the process needs for streaming as such.
    await round(16 * MiB);
    const before = await peak();
    await round(objectSize);
    const growth = (await peak()) - before;
    expect(growth).toBeLessThan(objectSize / 2);
  });
});
