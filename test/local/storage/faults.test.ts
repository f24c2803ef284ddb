import { Storage } from '@google-cloud/storage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { removeStorage, startStorage, type LocalStorage } from './local-storage';
import { call, put } from './requests';

type Interceptor = Storage['interceptors'][number];
type DecorateRequestOptions = ReturnType<NonNullable<Interceptor['request']>>;

const KiB = 1024;

describe('faults on request', () => {
  let local: LocalStorage;

  beforeAll(async () => {
    local = await startStorage();
    local.buckets.create('demo', 'bucket');
    await put(local, 'bucket', 'x', 'content');
  });

  afterAll(async () => {
    await local.stop();
    removeStorage(local);
  });

  const order = (instructions: Record<string, string[]>) =>
    call(`${local.url}/retry_test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ instructions }),
    });
  const isCompleted = async (id: string) => (await call(`${local.url}/retry_test/${id}`)).json['completed'] as boolean;

  const withHeader = (options: DecorateRequestOptions, id: string): DecorateRequestOptions => ({
    ...options,
    headers: { ...options.headers, 'x-retry-test-id': id },
  });

  /** Google's client, all of whose requests carry the id of a retry test. */
  function faultyClient(id: string): Storage {
    const client = new Storage({
      projectId: 'demo',
      apiEndpoint: local.url,
      retryOptions: { retryDelayMultiplier: 1, maxRetryDelay: 0.01 },
    });
    client.interceptors.push({
      request: (options) => withHeader(options as DecorateRequestOptions, id),
    });
    return client;
  }

  test('happen once each, in order, to requests of their method alone', async () => {
    const { id } = (await order({ 'storage.objects.get': ['return-503', 'return-429'] })).json;
    const headers = { 'x-retry-test-id': id as string };
    const statuses: number[] = [];
    for (const path of ['b/bucket', 'b/bucket/o/x', 'b/bucket/o', 'b/bucket/o/x', 'b/bucket/o/x']) {
      statuses.push((await call(`${local.url}/storage/v1/${path}`, { headers })).status);
    }
    expect(statuses).toEqual([200, 503, 200, 429, 200]);
    expect(await isCompleted(id)).toBe(true);
    expect((await call(`${local.url}/storage/v1/b/bucket/o/x`)).status).toBe(200);
  });

  test.each([
    ['a reset connection', 'return-reset-connection'],
    ['a 503', 'return-503'],
  ])("do not stop Google's client: %s", async (_what, instruction) => {
    const { id } = (await order({ 'storage.objects.get': [instruction] })).json;
    expect((await faultyClient(id).bucket('bucket').file('x').getMetadata())[0].size).toBe('7');
    expect(await isCompleted(id)).toBe(true);
  });

  test('break a download off', async () => {
    await put(local, 'bucket', 'long', randomBytes(900 * KiB));
    const { id } = (await order({ 'storage.objects.get': ['return-broken-stream-after-256K'] })).json;
    const address = `${local.url}/storage/v1/b/bucket/o/long?alt=media`;
    await expect(call(address, { headers: { 'x-retry-test-id': id } })).rejects.toThrow('terminated');
    expect(await isCompleted(id)).toBe(true);
  });

  test('break an upload off, which then goes on from what arrived', async () => {
    const { id } = (await order({ 'storage.objects.insert': ['return-503-after-256K'] })).json;
    const begun = await call(`${local.url}/upload/storage/v1/b/bucket/o?uploadType=resumable&name=up`, {
      method: 'POST',
    });
    const location = begun.headers.get('location') as string;
    const content = randomBytes(300 * KiB);
    const headers = { 'x-retry-test-id': id as string };
    expect((await call(location, { method: 'PUT', headers, body: content })).status).toBe(503);
    expect(
      (await call(location, { method: 'PUT', headers: { 'content-range': 'bytes */*' } })).headers.get('range'),
    ).toBe(`bytes=0-${256 * KiB - 1}`);
    const rest = { 'content-range': `bytes ${256 * KiB}-${300 * KiB - 1}/${300 * KiB}` };
    expect((await call(location, { method: 'PUT', headers: rest, body: content.subarray(256 * KiB) })).status).toBe(
      200,
    );
    expect((await isCompleted(id)) && local.objects.get('bucket', 'up').size).toBe(300 * KiB);
  });

  test('that nobody knows are refused, and orders can be listed and withdrawn', async () => {
    expect((await order({ 'storage.objects.get': ['return-nonsense'] })).status).toBe(400);
    const { id } = (await order({ 'storage.objects.get': ['return-503'] })).json;
    const all = (await call(`${local.url}/retry_tests`)).json['retry_test'] as { id: string }[];
    expect(all.map((one) => one.id)).toContain(id);
    await call(`${local.url}/retry_test/${id}`, { method: 'DELETE' });
    expect((await call(`${local.url}/retry_test/${id}`)).status).toBe(404);
  });
});
