import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Storage } from '@google-cloud/storage';
import express from 'express';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createObjectWriter } from '../../../../functions/validate/reading/object-writer';
import { parseGsUri } from '../../../../core/gs-uri';
import { createObjects, type Objects } from '../../../../functions/shared/stage/objects';
import { eventually } from '../../../eventually';
import { bucket, openLocal, project, type Local } from '../../../local/bigquery/harness';

/** Google's client against the local Cloud Storage: what the ledger rests on. */
describe('objects', () => {
  let local: Local;
  let server: Server;
  let objects: Objects;
  /** What happens between an object's two requests, once. */
  let beforeDownload: (() => Promise<unknown>) | undefined;
  const uri = (name: string) => `gs://${bucket}/${name}`;

  beforeAll(async () => {
    local = await openLocal();
    const app = express().use(async (request, _response, next) => {
      const isDownload = request.query['alt'] === 'media';
      const between = isDownload ? beforeDownload : undefined;
      if (isDownload) beforeDownload = undefined;
      await between?.();
      next();
    });
    server = app.use(local.storage.router).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const apiEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    objects = createObjects(new Storage({ projectId: project, apiEndpoint }));
  });

  afterAll(async () => {
    server?.close();
    server?.closeAllConnections();
    await local?.close();
  });

  test('are written once when nothing may be there, and a second writer is told', async () => {
    const generation = await objects.write(uri('once'), 'first', { ifGeneration: '0' });
    await expect(objects.write(uri('once'), 'second', { ifGeneration: '0' })).rejects.toMatchObject({
      name: 'ConflictError',
    });
    expect(await objects.read(uri('once'))).toEqual({ text: 'first', generation });
  });

  test('are replaced and removed only at the generation that was seen', async () => {
    const first = await objects.write(uri('swap'), 'a');
    const second = await objects.write(uri('swap'), 'b', { ifGeneration: first });
    await expect(objects.write(uri('swap'), 'c', { ifGeneration: first })).rejects.toMatchObject({
      name: 'ConflictError',
    });
    await expect(objects.remove(uri('swap'), { ifGeneration: first })).rejects.toMatchObject({ name: 'ConflictError' });
    await objects.remove(uri('swap'), { ifGeneration: second });
    expect(await objects.read(uri('swap'))).toBeUndefined();
  });

  test('that are gone are as good as removed', async () => {
    await expect(objects.remove(uri('never'))).resolves.toBeUndefined();
  });

  test('are not missed when they are replaced while they are read', async () => {
    await objects.write(uri('pointer'), 'old');
    let generation = '';
    beforeDownload = async () => (generation = await objects.write(uri('pointer'), 'new'));
    expect(await objects.read(uri('pointer'))).toEqual({ text: 'new', generation });
  });

  test('are read at the generation that is asked for, or not at all', async () => {
    const first = await objects.write(uri('read'), 'first');
    expect(await text(objects.openRead(uri('read'), first))).toBe('first');
    expect(await text(objects.openRead(uri('read'), first, { start: 1, end: 4 }))).toBe('irs');
    await objects.write(uri('read'), 'second');
    await expect(text(objects.openRead(uri('read'), first))).rejects.toMatchObject({ name: 'MissingError' });
    await expect(text(objects.openRead(uri('nothing')))).rejects.toMatchObject({ name: 'MissingError' });
  });

  test('are streamed piece by piece, with the digest of what is stored', async () => {
    const writer = createObjectWriter(objects.openWrite(uri('lines.jsonl')));
    for (let n = 0; n < 20_000; n++) await writer.write(Buffer.from(`{"n":${n}}\n`));
    const digest = await writer.close();
    const stored = (await objects.read(uri('lines.jsonl')))!.text;
    expect(stored.split('\n')).toHaveLength(20_001);
    expect(digest).toBe(createHash('sha256').update(stored).digest('hex'));
  });

  test('are listed by prefix and joined in the order given', async () => {
    for (const name of ['list/b', 'list/a', 'lost']) await objects.write(uri(name), `${name}\n`);
    const found = await objects.list(uri('list/'));
    expect(found).toMatchObject([
      { uri: uri('list/a'), name: 'list/a', bytes: 7 },
      { uri: uri('list/b'), name: 'list/b', generation: expect.stringMatching(/^\d+$/) },
    ]);
    await objects.compose([uri('list/b'), uri('list/a')], uri('joined'), { ifGeneration: '0' });
    expect((await objects.read(uri('joined')))?.text).toBe('list/b\nlist/a\n');
  });

  test('say that Landfall wrote them, however it did; a copy elsewhere, and what others write, do not', async () => {
    await objects.write(uri('ours/written'), 'a');
    const writer = createObjectWriter(objects.openWrite(uri('ours/streamed.jsonl')));
    await writer.write(Buffer.from('b\n'));
    await writer.close();
    await objects.compose([uri('ours/written'), uri('ours/streamed.jsonl')], uri('ours/joined.jsonl'));
    await local.put('ours/theirs', 'c');
    const { port } = server.address() as AddressInfo;
    const storage = new Storage({ projectId: project, apiEndpoint: `http://127.0.0.1:${port}` });
    await storage.bucket(bucket).file('ours/written').copy(storage.bucket(bucket).file('ours/copied'));
    const found = await objects.list(uri('ours/'));
    expect(Object.fromEntries(found.map(({ name, isOurs }) => [name, isOurs]))).toEqual({
      'ours/copied': false,
      'ours/joined.jsonl': true,
      'ours/streamed.jsonl': true,
      'ours/theirs': false,
      'ours/written': true,
    });
    const [metadata] = await storage.bucket(bucket).file('ours/joined.jsonl').getMetadata();
    expect(metadata.contentType).toBe('application/x-ndjson');
  });

  test('that were replaced or deleted are listed with their versions, where the bucket keeps them', async () => {
    local.storage.buckets.create(project, 'kept', { versioning: { enabled: true } });
    const first = await objects.write('gs://kept/a', '1');
    const second = await objects.write('gs://kept/a', '2');
    await objects.remove('gs://kept/a');
    expect(await objects.list('gs://kept/')).toEqual([]);
    expect(await objects.list('gs://kept/', { versions: true })).toMatchObject([
      { generation: first, timeDeleted: expect.stringMatching(/Z$/) },
      { generation: second, timeDeleted: expect.stringMatching(/Z$/) },
    ]);
  });

  test('have addresses that begin with gs://', () => {
    expect(parseGsUri('gs://b/a/b c')).toEqual({ bucket: 'b', name: 'a/b c' });
    expect(() => parseGsUri('s3://b/a')).toThrow('not a gs:// address');
  });

  describe('of which no more is read', () => {
    const connections = () =>
      new Promise<number>((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      );
    const breakOff = async (name: string) => {
      for await (const _chunk of objects.openRead(uri(name))) return;
    };

    beforeAll(async () => {
      await objects.write(uri('large'), 'x'.repeat(3 << 20));
      await objects.write(uri('small'), 'text');
    });

    test('take no other request with them, neither those under way nor the next one', async () => {
      for (let round = 0; round < 5; round += 1) {
        let passed = 0;
        const underWay = Promise.all(
          Array.from({ length: 8 }, async () => {
            await objects.read(uri('small'));
            passed += 1;
          }),
        );
        await breakOff('large');
        expect((await objects.read(uri('small')))!.text).toBe('text');
        await underWay;
        expect(passed).toBe(8);
      }
    });

    test('leave no connection open', async () => {
      await breakOff('large');
      await objects.read(uri('small'));
      const before = await connections();
      for (let round = 0; round < 10; round += 1) await breakOff('large');
      await eventually(async () => (await connections()) <= before, 'as few connections as before');
      expect(await connections()).toBeLessThanOrEqual(before);
    });
  });
});
