import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { removeStorage, startStorage, type LocalStorage } from './local-storage';
import { api, call, put } from './requests';

describe('a download', () => {
  let local: LocalStorage;
  const address = (name: string) => `${local.url}/download/storage/v1/b/bucket/o/${name}?alt=media`;

  beforeAll(async () => {
    local = await startStorage();
    local.buckets.create('demo', 'bucket');
    await put(local, 'bucket', 'digits', '0123456789');
    await put(local, 'bucket', 'empty', '');
  });

  afterAll(async () => {
    await local.stop();
    removeStorage(local);
  });

  test('tells the generation, the hashes and the type', async () => {
    const { generation, etag } = (await api(local)('GET', '/b/bucket/o/digits')).json;
    const { headers } = await call(address('digits'));
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-goog-generation': generation,
      'x-goog-metageneration': '1',
      'x-goog-hash': 'crc32c=KAwGng==,md5=eB5eJF1ptWaXm4bijSPyxw==',
      'x-goog-stored-content-length': '10',
      'content-type': 'text/plain',
      'content-length': '10',
      etag,
    });
  });

  test.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
    ['bytes=0-1,4-5', 200, '0123456789', null],
    ['lines=1-2', 200, '0123456789', null],
  ])('of %s is %i %s', async (range, status, text, contentRange) => {
    const answer = await call(address('digits'), { headers: { range } });
    expect([answer.status, answer.text, answer.headers.get('content-range')]).toEqual([status, text, contentRange]);
  });

  test.each(['digits', 'empty'])('of a range behind the end of %s is refused', async (name) => {
    const answer = await call(address(name), { headers: { range: 'bytes=10-' } });
    expect(answer.status).toBe(416);
    expect(answer.json['error'].errors[0].reason).toBe('requestedRangeNotSatisfiable');
  });

  test('of nothing is empty', async () => {
    expect((await call(address('empty'))).text).toBe('');
  });

  test('of an object or a bucket that is not there is 404, in the words of Cloud Storage', async () => {
    expect((await call(address('missing'))).json['error']).toEqual({
      code: 404,
      message: 'No such object: bucket/missing',
      errors: [{ message: 'No such object: bucket/missing', domain: 'global', reason: 'notFound' }],
    });
    const nowhere = await api(local)('GET', '/b/nowhere/o/x');
    expect(nowhere.json['error'].message).toBe('The specified bucket does not exist.');
  });

  test('of a zipped object is zipped for those who can unzip, and plain for others', async () => {
    const zipped = gzipSync('hello');
    await put(local, 'bucket', 'zipped', zipped, '&contentEncoding=gzip');
    const read = async (headers: Record<string, string>) => {
      const response = await new Promise<import('node:http').IncomingMessage>((resolve) =>
        get(address('zipped'), { headers }, resolve),
      );
      return { body: await buffer(response), encoding: response.headers['content-encoding'] };
    };
    expect(await read({ 'accept-encoding': 'gzip' })).toEqual({ body: zipped, encoding: 'gzip' });
    expect(await read({ 'accept-encoding': 'br, gzip;q=0.5' })).toEqual({ body: zipped, encoding: 'gzip' });
    const plain = { body: Buffer.from('hello'), encoding: undefined };
    for (const headers of [{}, { 'accept-encoding': 'gzip;q=0' }, { 'accept-encoding': 'gzipped' }])
      expect(await read(headers as Record<string, string>)).toEqual(plain);
    await api(local)('PATCH', '/b/bucket/o/zipped', { cacheControl: 'public, no-transform' });
    expect(await read({})).toEqual({ body: zipped, encoding: 'gzip' });
  });

  test('under way while its object is deleted comes to its end', async () => {
    const content = Buffer.alloc(8 * 1024 * 1024, 'x');
    await put(local, 'bucket', 'large', content);
    const response = await new Promise<import('node:http').IncomingMessage>((resolve) =>
      get(address('large'), resolve),
    );
    local.objects.delete('bucket', 'large');
    expect((await buffer(response)).equals(content)).toBe(true);
    expect((await call(address('large'))).status).toBe(404);
  });
});
