import { Storage, type Bucket } from '@google-cloud/storage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { removeStorage, startStorage, type LocalStorage } from './local-storage';

const MiB = 1024 * 1024;

const forms: Record<string, (url: string) => Storage> = {
  apiEndpoint: (url) => new Storage({ projectId: 'demo', apiEndpoint: url }),
  STORAGE_EMULATOR_HOST: (url) => {
    process.env['STORAGE_EMULATOR_HOST'] = url;
    try {
      return new Storage({ projectId: 'demo' });
    } finally {
      delete process.env['STORAGE_EMULATOR_HOST'];
    }
  },
};

describe.each(Object.keys(forms))("Google's client, given %s", (form) => {
  let local: LocalStorage;
  let client: Storage;
  let bucket: Bucket;

  beforeAll(async () => {
    local = await startStorage();
    client = forms[form]!(local.url);
    [bucket] = await client.createBucket('papers');
  });

  afterAll(async () => {
    await local.stop();
    removeStorage(local);
  });

  test.each([
    ['in one request', false],
    ['resumably', true],
  ])('uploads %s, and reads the same bytes and true hashes', async (_how, resumable) => {
    const content = randomBytes(3 * MiB + 17);
    const file = bucket.file(`Grüße/${form} ${String(resumable)}?.bin`);
    await file.save(content, { resumable, contentType: 'text/x-test', metadata: { metadata: { a: 'b' } } });
    expect((await file.download())[0].equals(content)).toBe(true);
    const [metadata] = await file.getMetadata();
    expect(metadata).toMatchObject({
      size: String(content.length),
      contentType: 'text/x-test',
      metadata: { a: 'b' },
      md5Hash: createHash('md5').update(content).digest('base64'),
      metageneration: '1',
    });
  });

  test('uploads resumably in chunks', async () => {
    const content = randomBytes(MiB + 5);
    const file = bucket.file('chunked.bin');
    await file.save(content, { resumable: true, chunkSize: 256 * 1024 });
    expect((await file.download())[0].equals(content)).toBe(true);
  });

  test.each([true, false])('uploads nothing at all (resumable: %s)', async (resumable) => {
    const file = bucket.file('empty');
    await file.save('', { resumable });
    expect((await file.getMetadata())[0]).toMatchObject({ size: '0', crc32c: 'AAAAAA==' });
    expect((await file.download())[0].length).toBe(0);
  });

  test('downloads a range', async () => {
    const file = bucket.file('digits');
    await file.save('0123456789');
    expect((await file.download({ start: 2, end: 4 }))[0].toString()).toBe('234');
    expect((await file.download({ start: 7 }))[0].toString()).toBe('789');
  });

  test('says whether an object exists', async () => {
    expect((await bucket.file('nothing').exists())[0]).toBe(false);
    await expect(bucket.file('nothing').download()).rejects.toMatchObject({ code: 404 });
  });

  test('changes metadata', async () => {
    const file = bucket.file('labelled');
    await file.save('x', { metadata: { metadata: { kept: '1', gone: '2' } } });
    await file.setMetadata({ contentType: 'text/csv', metadata: { gone: null, added: '3' } });
    const [metadata] = await file.getMetadata();
    expect(metadata).toMatchObject({ contentType: 'text/csv', metageneration: '2' });
    expect(metadata.metadata).toEqual({ kept: '1', added: '3' });
  });

  test('lists by prefix, delimiter and page', async () => {
    for (const name of ['list/a/1', 'list/a/2', 'list/b', 'list/c/1'])
      await bucket.file(name).save(name, { resumable: false });
    const names = (files: { name: string }[]) => files.map(({ name }) => name);
    expect(names((await bucket.getFiles({ prefix: 'list/' }))[0])).toEqual([
      'list/a/1',
      'list/a/2',
      'list/b',
      'list/c/1',
    ]);
    const [page, nextQuery] = await bucket.getFiles({ prefix: 'list/', maxResults: 3, autoPaginate: false });
    const [rest] = await bucket.getFiles({ ...nextQuery, autoPaginate: false });
    expect([names(page), names(rest)]).toEqual([['list/a/1', 'list/a/2', 'list/b'], ['list/c/1']]);
    const [files, , answer] = await bucket.getFiles({ prefix: 'list/', delimiter: '/', autoPaginate: false });
    expect(names(files)).toEqual(['list/b']);
    expect((answer as { prefixes: string[] }).prefixes).toEqual(['list/a/', 'list/c/']);
  });

  test('copies, moves and deletes', async () => {
    const file = bucket.file('original');
    await file.save('content', { contentType: 'text/plain' });
    const [copied] = await file.copy(bucket.file('copy'));
    expect((await copied.download())[0].toString()).toBe('content');
    expect((await copied.getMetadata())[0].contentType).toBe('text/plain');
    await copied.rename('moved');
    expect((await bucket.file('copy').exists())[0]).toBe(false);
    await bucket.file('moved').delete();
    expect((await bucket.file('moved').exists())[0]).toBe(false);
  });

  test('composes', async () => {
    const parts = ['one ', 'two ', 'three'].map((text, index) => ({ text, file: bucket.file(`part-${index}`) }));
    for (const { file, text } of parts) await file.save(text, { resumable: false });
    const [whole] = await bucket.combine(
      parts.map(({ file }) => file),
      bucket.file('whole.txt'),
    );
    expect((await whole.download())[0].toString()).toBe('one two three');
    const [metadata] = await whole.getMetadata();
    expect(metadata).toMatchObject({ componentCount: 3, contentType: 'text/plain' });
    expect(metadata.md5Hash).toBeUndefined();
  });

  test('writes only when its precondition holds', async () => {
    const file = bucket.file('lease');
    const once = { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } };
    await file.save('first', once);
    await expect(file.save('second', once)).rejects.toMatchObject({ code: 412 });
    await expect(file.save('second', { ...once, resumable: true })).rejects.toThrow('412');
    const generation = Number((await file.getMetadata())[0].generation);
    await file.save('third', { resumable: false, preconditionOpts: { ifGenerationMatch: generation } });
    expect((await file.download())[0].toString()).toBe('third');
  });

  test('subscribes a topic to a bucket', async () => {
    const [watched] = await client.createBucket(`watched-${form.toLowerCase()}`);
    await watched.createNotification('projects/demo/topics/landed', { eventTypes: ['OBJECT_FINALIZE'] });
    const [notifications] = await watched.getNotifications();
    expect(notifications[0]?.metadata).toMatchObject({
      topic: '//pubsub.googleapis.com/projects/demo/topics/landed',
      event_types: ['OBJECT_FINALIZE'],
      payload_format: 'JSON_API_V1',
    });
    await notifications[0]?.delete();
    expect((await watched.getNotifications())[0]).toEqual([]);
  });

  test('makes, finds, changes and deletes buckets', async () => {
    const name = `made-${form.toLowerCase()}`;
    const [made] = await client.createBucket(name, { versioning: { enabled: true }, location: 'europe-west4' });
    expect((await client.getBuckets())[0].map((one) => one.name)).toContain(name);
    await made.setLabels({ team: 'data' });
    expect((await made.getMetadata())[0]).toMatchObject({
      location: 'europe-west4',
      versioning: { enabled: true },
      labels: { team: 'data' },
      metageneration: '2',
    });
    await expect(client.createBucket(name)).rejects.toMatchObject({ code: 409 });
    await made.delete();
    expect((await made.exists())[0]).toBe(false);
  });
});
