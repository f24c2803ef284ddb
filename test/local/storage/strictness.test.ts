import { Storage, type Bucket, type File } from '@google-cloud/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { removeStorage, startStorage, type LocalStorage } from './local-storage';
import { api, call } from './requests';

let local: LocalStorage;
let client: Storage;
let bucket: Bucket;
let file: File;
let count = 0;

beforeAll(async () => {
  local = await startStorage();
  client = new Storage({ projectId: 'demo', apiEndpoint: local.url });
});
beforeEach(async () => {
  [bucket] = await client.createBucket(`bucket-${(count += 1)}`);
  file = bucket.file('a');
  await file.save('one', { resumable: false });
});
afterAll(async () => {
  await local.stop();
  removeStorage(local);
});

describe('a bucket', () => {
  test('ignores what it does not know, and what its owner may not say', async () => {
    const body = { name: 'known', labels: { a: 'b' }, colour: 'red', projectNumber: '7', acl: [] };
    const made = (await api(local)('POST', '/b?project=demo', body)).json;
    const patched = (await api(local)('PATCH', '/b/known', { colour: 'blue', versioning: { enabled: true } })).json;
    expect(made).toMatchObject({ labels: { a: 'b' }, projectNumber: expect.not.stringMatching(/^7$/) });
    expect([Object.keys(made), Object.keys(patched)].flat()).not.toContain('colour');
    expect(patched).toMatchObject({ versioning: { enabled: true } });
  });

  test.each([
    [{ iamConfiguration: { publicAccessPrevention: 'forbidden' } }],
    [{ softDeletePolicy: { retentionDurationSeconds: '604800' } }],
  ])('is refused %j', async (change) => {
    expect(await api(local)('PATCH', `/b/${bucket.name}`, change)).toMatchObject({
      status: 400,
      json: { error: { errors: [{ reason: 'invalid' }] } },
    });
    expect((await api(local)('POST', '/b?project=demo', { name: 'refused', ...change })).status).toBe(400);
  });

  test('keeps objects for as long as its retention policy says, which once locked cannot be shortened', async () => {
    await expect(bucket.lock(1)).rejects.toMatchObject({ code: 400 });
    await bucket.setRetentionPeriod(3600);
    await expect(file.delete()).rejects.toMatchObject({ code: 403, errors: [{ reason: 'retentionPolicyNotMet' }] });
    await expect(file.save('two', { resumable: false })).rejects.toMatchObject({ code: 403 });
    const [{ metageneration }] = await bucket.getMetadata();
    await bucket.lock(metageneration!);
    expect((await bucket.getMetadata())[0].retentionPolicy).toMatchObject({ retentionPeriod: '3600', isLocked: true });
    await expect(bucket.setRetentionPeriod(60)).rejects.toMatchObject({ code: 403 });
    await expect(bucket.removeRetentionPeriod()).rejects.toMatchObject({ code: 403 });
    await bucket.setRetentionPeriod(7200);
    expect((await api(local)('POST', `/b/${bucket.name}/lockRetentionPolicy`)).status).toBe(400);
  });

  test('has no soft-deleted objects', async () => {
    const [{ generation }] = await file.getMetadata();
    await file.delete();
    expect((await bucket.getFiles({ softDeleted: true }))[0]).toEqual([]);
    await expect(file.restore({ generation: Number(generation) })).rejects.toMatchObject({ code: 404 });
    await expect(bucket.getFiles({ softDeleted: true, versions: true })).rejects.toMatchObject({ code: 400 });
  });

  test.each([
    ['of a bucket', () => bucket.acl.get(), /^Cannot get legacy ACL for a bucket/],
    ['of new objects', () => bucket.acl.default.get(), /^Cannot get legacy ACL for a bucket/],
    ['of an object', () => file.acl.get(), /^Cannot get legacy ACL for an object/],
    ['added to an object', () => file.makePublic(), /^Cannot insert legacy ACL for an object/],
    ['added to a bucket', () => bucket.acl.add({ entity: 'allUsers', role: 'READER' }), /^Cannot use ACL API/],
  ])('with uniform access refuses an access control list %s', async (_what, ask, message) => {
    await expect(ask()).rejects.toMatchObject({ code: 400, message: expect.stringMatching(message) });
  });
});

describe('an object', () => {
  test.each([true, false])('of generation 0 is written only where there is none (resumably: %s)', async (resumable) => {
    const fresh = bucket.file('fresh', { generation: 0 });
    await fresh.save('one', { resumable });
    await expect(bucket.file('fresh', { generation: 0 }).save('two', { resumable })).rejects.toThrow(
      /412|pre-conditions/,
    );
    expect(String((await bucket.file('fresh').download())[0])).toBe('one');
  });

  test('is moved at once, with its metadata, and the events of both names', async () => {
    local.notifications.addConfig({ bucket: bucket.name, topic: 'projects/demo/topics/t', payloadFormat: 'NONE' });
    await file.setMetadata({ metadata: { colour: 'red' } });
    await file.moveFileAtomic('b');
    expect((await bucket.getFiles())[0].map(({ name }) => name)).toEqual(['b']);
    expect((await bucket.file('b').getMetadata())[0].metadata).toEqual({ colour: 'red' });
    expect(String((await bucket.file('b').download())[0])).toBe('one');
    const events = local.published.filter(({ attributes }) => attributes.bucketId === bucket.name);
    expect(events.map(({ attributes }) => [attributes.eventType, attributes.objectId]).slice(-2)).toEqual([
      ['OBJECT_FINALIZE', 'b'],
      ['OBJECT_DELETE', 'a'],
    ]);
    await expect(bucket.file('b').moveFileAtomic('b')).rejects.toMatchObject({ code: 400 });
    await expect(file.moveFileAtomic('c')).rejects.toMatchObject({ code: 404 });
  });

  test('under a key of its own is refused, however it is asked for', async () => {
    const own = bucket.file('own', { encryptionKey: Buffer.alloc(32, 1) });
    await expect(own.save('one', { resumable: false })).rejects.toMatchObject({ code: 400 });
    await expect(own.save('one', { resumable: true })).rejects.toThrow('400');
    await expect(bucket.file('a', { encryptionKey: Buffer.alloc(32, 1) }).download()).rejects.toMatchObject({
      code: 400,
    });
    expect((await bucket.file('own').exists())[0]).toBe(false);
  });
});

test('a fault after so many bytes counts them over the whole upload', async () => {
  const instructions = { 'storage.objects.insert': ['return-503-after-384K'] };
  const order = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ instructions }),
  };
  const { id } = (await call(`${local.url}/retry_test`, order)).json;
  const address = `${local.url}/upload/storage/v1/b/${bucket.name}/o?uploadType=resumable&name=up`;
  const location = (await call(address, { method: 'POST' })).headers.get('location')!;
  const send = (range: string, size: number) =>
    call(location, {
      method: 'PUT',
      headers: { 'content-range': range, 'x-retry-test-id': id },
      body: Buffer.alloc(size),
    });
  const part = 256 * 1024;
  expect((await send(`bytes 0-${part - 1}/*`, part)).status).toBe(308);
  expect((await send(`bytes ${part}-${2 * part - 1}/${2 * part}`, part)).status).toBe(503);
  expect((await send('bytes */*', 0)).headers.get('range')).toBe(`bytes=0-${384 * 1024 - 1}`);
});
