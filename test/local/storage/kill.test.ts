import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../eventually';
import { call } from './requests';
import { buildStorageProcess, startStorageProcess, type StorageProcess } from './storage-process';

const KiB = 1024;

describe('a storage that is killed', () => {
  let directory: string;
  let entry: string;
  let storage: StorageProcess;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'landfall-kill-'));
    entry = buildStorageProcess(directory);
  });

  afterAll(async () => {
    await storage.kill();
    rmSync(directory, { recursive: true });
  });

  const write = async (content: Buffer, { url } = storage) =>
    (await call(`${url}/upload/storage/v1/b/bucket/o?uploadType=media&name=x`, { method: 'POST', body: content })).json[
      'generation'
    ] as string;

  test('while objects are overwritten keeps the last one answered or the one after it, whole, and loses no event', async () => {
    storage = await startStorageProcess(entry, directory);
    const config = { topic: 'projects/demo/topics/t', payload_format: 'NONE', event_types: ['OBJECT_FINALIZE'] };
    await call(`${storage.url}/storage/v1/b/bucket/notificationConfigs`, {
      method: 'POST',
      body: JSON.stringify(config),
    });

    const published = new Set<string>();
    const answered: string[] = [];
    const contents = new Set<string>();
    for (let round = 0, number = 0; round < 6; round++) {
      // One writer after another until the process dies in the middle of one of them.
      const writing = (async () => {
        for (;;) {
          const content = Buffer.alloc(300 * KiB, `${number++} `);
          contents.add(createHash('md5').update(content).digest('base64'));
          answered.push(await write(content));
        }
      })().catch(() => {});
      for (const before = answered.length; answered.length < before + 3 + round;) await new Promise(setImmediate);
      await storage.kill();
      await writing;
      for (const generation of storage.published) published.add(generation);

      storage = await startStorageProcess(entry, directory);
      const { json } = await call(`${storage.url}/storage/v1/b/bucket/o/x`);
      expect(Number(json['generation'])).toBeGreaterThanOrEqual(Number(answered.at(-1)));
      expect(contents).toContain(json['md5Hash']);
      const content = (await call(`${storage.url}/storage/v1/b/bucket/o/x?alt=media`)).text;
      expect(createHash('md5').update(content).digest('base64')).toBe(json['md5Hash']);
      expect(readdirSync(join(directory, 'objects'))).toHaveLength(1);
    }
    // One more event through: by then everything that was pending has been published too.
    const last = await write(Buffer.from('last'));
    await eventually(() => storage.published.includes(last));
    for (const generation of storage.published) published.add(generation);
    expect([...answered, last].filter((generation) => !published.has(generation))).toEqual([]);
  });
});
