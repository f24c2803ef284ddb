import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { eventually } from '../../eventually';
import { removeStorage, startStorage, type LocalStorage } from './local-storage';
import { api, call, put, type Answer } from './requests';

let local: LocalStorage;

beforeAll(async () => {
  local = await startStorage();
  local.buckets.create('demo', 'bucket');
});

afterAll(async () => {
  await local.stop();
  removeStorage(local);
});

const stored = async (name: string) => (await call(`${local.url}/download/storage/v1/b/bucket/o/${name}`)).text;
const dataFiles = () => readdirSync(join(local.directory, 'objects'));

describe('an upload in one plain request', () => {
  test('answers with the resource, its true hashes, and an etag of generation and metageneration', async () => {
    const { json } = await put(local, 'bucket', 'plain', '123456789');
    expect(json).toMatchObject({
      kind: 'storage#object',
      id: `bucket/plain/${json['generation']}`,
      size: '9',
      // The check value of CRC-32C (Castagnoli), e3069283, in base64.
      crc32c: '4waSgw==',
      md5Hash: createHash('md5').update('123456789').digest('base64'),
      contentType: 'text/plain',
    });
    expect(Buffer.from(json['etag'], 'base64').at(0)).toBe(0x08);
  });

  test.each([
    ['crc32c=AAAAAA==', 400],
    ['crc32c=4waSgw==', 200],
    ['md5=AAAAAAAAAAAAAAAAAAAAAA==', 400],
    ['crc32c=4waSgw==,md5=JfnnlDI7RTiF9RgfG2JNCw==', 200],
  ])('is held to the hashes that it claims: %s', async (hashes, status) => {
    const before = dataFiles().length;
    const address = `${local.url}/upload/storage/v1/b/bucket/o?uploadType=media&name=hashed-${status}-${hashes.length}`;
    const answer = await call(address, { method: 'POST', headers: { 'x-goog-hash': hashes }, body: '123456789' });
    expect(answer.status).toBe(status);
    const refused = status === 400;
    expect(local.objects.find('bucket', `hashed-${status}-${hashes.length}`) === undefined).toBe(refused);
    expect(dataFiles().length).toBe(refused ? before : before + 1);
  });

  test.each([
    ['b/nowhere/o?uploadType=media&name=x', 404, 'notFound'],
    ['b/bucket/o?uploadType=media', 400, 'required'],
    ['b/bucket/o?uploadType=other&name=x', 400, 'invalidParameter'],
    ['b/bucket/o?uploadType=media&name=x&predefinedAcl=publicRead', 400, 'invalid'],
    [`b/bucket/o?uploadType=media&name=${'x'.repeat(1025)}`, 400, 'invalid'],
  ])('to %s is refused', async (path, code, reason) => {
    const answer = await call(`${local.url}/upload/storage/v1/${path}`, { method: 'POST', body: 'x' });
    expect(answer.json['error']).toMatchObject({ code, errors: [{ domain: 'global', reason }] });
  });

  test('that breaks off leaves the old object and no file', async () => {
    await put(local, 'bucket', 'steady', 'old');
    const before = dataFiles().length;
    const address = new URL(`${local.url}/upload/storage/v1/b/bucket/o?uploadType=media&name=steady`);
    const upload = httpRequest(address, { method: 'POST', headers: { 'content-length': 1000 } });
    upload.on('error', () => {}).write('new');
    await eventually(() => dataFiles().length === before + 1);
    upload.destroy();
    await eventually(() => dataFiles().length === before);
    expect(await stored('steady')).toBe('old');
  });
});

describe('a multipart upload', () => {
  const send = (contentType: string, body: string, query = '') =>
    call(`${local.url}/upload/storage/v1/b/bucket/o?uploadType=multipart${query}`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
  const parts = (eol: string, boundary: string, metadata: object, content: string) =>
    [
      `--${boundary}`,
      'Content-Type: application/json',
      '',
      JSON.stringify(metadata),
      `--${boundary}`,
      'Content-Type: text/x-part',
      '',
      content,
      `--${boundary}--`,
      '',
    ].join(eol);

  test.each([
    ['CRLF and a bare boundary', '\r\n', 'boundary=abc', 'abc'],
    ['CRLF and a boundary in double quotes', '\r\n', 'boundary="a b:c"', 'a b:c'],
    ['LF and a boundary in single quotes, as gcloud sends it', '\n', "boundary='===1=='", '===1=='],
  ])('is understood with %s', async (_form, eol, announced, boundary) => {
    const content = `first\r\n--${boundary.slice(0, -1)}\n--\r\nlast\r`;
    const body = parts(eol, boundary, { name: 'multi', metadata: { a: 'b' } }, content);
    const { status, json } = await send(`multipart/related; ${announced}`, body);
    expect([status, json['contentType'], json['metadata']]).toEqual([200, 'text/x-part', { a: 'b' }]);
    expect(await stored('multi')).toBe(content);
  });

  test('may have no content at all', async () => {
    await send(
      'multipart/related; boundary=abc',
      parts('\r\n', 'abc', { name: 'multi-empty', contentType: 'a/b' }, ''),
    );
    expect(local.objects.get('bucket', 'multi-empty')).toMatchObject({ size: 0, custom: { contentType: 'a/b' } });
  });

  test('that ends before its closing boundary stores nothing', async () => {
    const body = parts('\r\n', 'abc', { name: 'cut' }, 'content').slice(0, -12);
    expect((await send('multipart/related; boundary=abc', body)).status).toBe(400);
    expect(local.objects.find('bucket', 'cut')).toBeUndefined();
  });

  test.each([
    ['no boundary', 'multipart/related', 'x'],
    [
      'metadata that is no JSON',
      'multipart/related; boundary=abc',
      '--abc\r\n\r\nnonsense\r\n--abc\r\n\r\nx\r\n--abc--',
    ],
    ['a body that begins with something else', 'multipart/related; boundary=abc', 'hello\r\n--abc\r\n'],
  ])('with %s is refused', async (_what, contentType, body) => {
    expect((await send(contentType, body)).status).toBe(400);
  });

  test('is held to the hashes in its metadata', async () => {
    const body = parts('\r\n', 'abc', { name: 'wrong', md5Hash: 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'content');
    expect((await send('multipart/related; boundary=abc', body)).status).toBe(400);
  });
});

describe('a resumable upload', () => {
  const begin = async (name: string, query = '', headers: Record<string, string> = {}) => {
    const address = `${local.url}/upload/storage/v1/b/bucket/o?uploadType=resumable&name=${name}${query}`;
    const answer = await call(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{}',
    });
    return answer.headers.get('location') as string;
  };
  const send = (location: string, range: string, body?: string): Promise<Answer> =>
    call(location, { method: 'PUT', headers: { 'content-range': range }, body: body ?? '' });

  const part = 256 * 1024;
  const hello = 'hello'.padEnd(part, '.');

  test('goes in parts, says how far it is, and ends with the resource, as often as it is asked', async () => {
    const location = await begin('resumed', '', { 'x-upload-content-type': 'text/x-long' });
    expect((await send(location, 'bytes */*')).headers.get('range')).toBeNull();
    const first = await send(location, `bytes 0-${part - 1}/*`, hello);
    expect([first.status, first.headers.get('range')]).toEqual([308, `bytes=0-${part - 1}`]);
    expect((await send(location, 'bytes */*')).headers.get('range')).toBe(`bytes=0-${part - 1}`);
    const end = await send(location, `bytes ${part}-${part + 5}/${part + 6}`, ' world');
    expect(end.json).toMatchObject({ name: 'resumed', size: String(part + 6), contentType: 'text/x-long' });
    expect(end.json['md5Hash']).toBe(createHash('md5').update(`${hello} world`).digest('base64'));
    expect((await send(location, 'bytes */*')).json['generation']).toBe(end.json['generation']);
    expect(await stored('resumed')).toBe(`${hello} world`);
  });

  test.each([
    ['of an upload that says its size', 'bytes 0-4/9'],
    ['of one that does not', 'bytes 0-4/*'],
  ])('is refused a part that is no multiple of 256 KiB, %s', async (_what, range) => {
    const location = await begin('odd');
    const refused = await send(location, range, 'hello');
    expect([refused.status, refused.json['error'].errors[0].reason]).toEqual([400, 'invalid']);
    expect((await send(location, 'bytes */*')).headers.get('range')).toBeNull();
    expect((await send(location, 'bytes 0-8/9', 'hello you')).status).toBe(200);
  });

  test.each([
    ['bytes 0-*/*', 'whole'],
    ['bytes 0-*/5', 'whole'],
    ['bytes 0-4/5', 'whole'],
  ])('may be one request: %s', async (range, body) => {
    expect((await send(await begin('at-once'), range, body)).status).toBe(200);
    expect(await stored('at-once')).toBe(body);
  });

  test('may be one request without a range', async () => {
    expect((await call(await begin('no-range'), { method: 'PUT', body: 'all' })).json['size']).toBe('3');
  });

  test('may end with a question that says the size', async () => {
    const location = await begin('late-size');
    await send(location, `bytes 0-${part - 1}/*`, hello);
    expect((await send(location, `bytes */${part}`)).json['size']).toBe(String(part));
    expect((await send(await begin('of-nothing'), 'bytes */0')).json['size']).toBe('0');
  });

  test('passes over bytes that it has, and refuses to leave a hole', async () => {
    const location = await begin('overlap');
    await send(location, `bytes 0-${part - 1}/*`, hello);
    expect((await send(location, `bytes ${part + 2}-${part + 3}/${part + 4}`, 'gh')).status).toBe(400);
    expect((await send(location, `bytes ${part - 2}-${part + 3}/${part + 4}`, '..efgh')).status).toBe(200);
    expect(await stored('overlap')).toBe(`${hello}efgh`);
  });

  test('keeps what arrived before its connection broke', async () => {
    const location = await begin('broken');
    const upload = httpRequest(location, {
      method: 'PUT',
      headers: { 'content-range': 'bytes 0-9/10', 'content-length': 10 },
    });
    upload.on('error', () => {}).write('0123456');
    await eventually(() => dataFiles().some((file) => statSync(join(local.directory, 'objects', file)).size === 7));
    upload.destroy();
    expect((await send(location, 'bytes */*')).headers.get('range')).toBe('bytes=0-6');
    expect((await send(location, 'bytes 7-9/10', '789')).status).toBe(200);
    expect(await stored('broken')).toBe('0123456789');
  });

  test('goes on at the same address after a restart, with true hashes', async () => {
    const location = await begin('restarted');
    await send(location, `bytes 0-${part - 1}/*`, hello);
    const { directory, url } = local;
    await local.stop();
    local = await startStorage({ directory, port: Number(new URL(url).port) });
    expect((await send(location, 'bytes */*')).headers.get('range')).toBe(`bytes=0-${part - 1}`);
    const end = await send(location, `bytes ${part}-${part + 5}/${part + 6}`, ' after');
    expect(end.json['md5Hash']).toBe(createHash('md5').update(`${hello} after`).digest('base64'));
  });

  test('checks its preconditions when it begins and again when it ends', async () => {
    await put(local, 'bucket', 'contested', 'one');
    expect(
      (
        await call(
          `${local.url}/upload/storage/v1/b/bucket/o?uploadType=resumable&name=contested&ifGenerationMatch=0`,
          { method: 'POST' },
        )
      ).status,
    ).toBe(412);
    const location = await begin('contested-2', '&ifGenerationMatch=0');
    await put(local, 'bucket', 'contested-2', 'faster');
    expect((await send(location, 'bytes 0-5/6', 'slower')).status).toBe(412);
    expect(await stored('contested-2')).toBe('faster');
  });

  test('is held to the size that it announced', async () => {
    expect(
      (await send(await begin('short', '', { 'x-upload-content-length': '9' }), 'bytes 0-*/*', 'abc')).status,
    ).toBe(400);
    expect((await send(await begin('long', '', { 'x-upload-content-length': '2' }), 'bytes 0-*/*', 'abc')).status).toBe(
      400,
    );
    expect(
      (await send(await begin('other', '', { 'x-upload-content-length': '2' }), 'bytes 0-2/3', 'abc')).status,
    ).toBe(400);
    expect([local.objects.find('bucket', 'short'), local.objects.find('bucket', 'long')]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('can be given up, and is then unknown', async () => {
    const before = dataFiles().length;
    const location = await begin('given-up');
    await send(location, `bytes 0-${part - 1}/*`, hello);
    expect(dataFiles().length).toBe(before + 1);
    expect((await call(location, { method: 'DELETE' })).status).toBe(499);
    expect((await send(location, 'bytes */*')).status).toBe(404);
    expect(dataFiles().length).toBe(before);
  });

  test('refuses a range that makes no sense', async () => {
    expect((await send(await begin('nonsense'), 'bytes five', 'x')).json['error'].errors[0].location).toBe(
      'Content-Range',
    );
  });

  test('works at the address that gcloud uses', async () => {
    const answer = await call(`${local.url}/resumable/upload/storage/v1/b/bucket/o?uploadType=resumable`, {
      method: 'POST',
      body: JSON.stringify({ name: 'from-gcloud', contentType: 'text/x' }),
    });
    expect((await send(answer.headers.get('location') as string, 'bytes 0-0/1', 'x')).json).toMatchObject({
      name: 'from-gcloud',
      contentType: 'text/x',
    });
  });
});

describe('a refused upload of much', () => {
  const multipart = (content: string): string =>
    `--b\r\nContent-Type: application/json\r\n\r\n{"name":"taken"}\r\n--b\r\nContent-Type: text/plain\r\n\r\n${content}\r\n--b--`;

  test.each([
    ['multipart', 'multipart/related; boundary=b', multipart],
    ['media&name=taken', 'text/plain', (content: string) => content],
  ])('leaves its connection to the next request: %s', async (type, contentType, bodyOf) => {
    await put(local, 'bucket', 'taken', 'first');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (method: string, path: string, body = '') =>
      new Promise<[number | undefined, boolean]>((resolve, reject) => {
        const asked = httpRequest(`${local.url}${path}`, { method, agent, headers: { 'content-type': contentType } });
        asked.on('response', (response) => {
          response.resume().on('end', () => resolve([response.statusCode, asked.reusedSocket]));
        });
        asked.on('error', reject).end(body);
      });
    const path = `/upload/storage/v1/b/bucket/o?uploadType=${type}&ifGenerationMatch=0`;
    expect(await ask('POST', path, bodyOf('x'.repeat(500_000)))).toEqual([412, false]);
    expect(await ask('GET', '/storage/v1/b/bucket/o/taken')).toEqual([200, true]);
    expect(await stored('taken')).toBe('first');
    agent.destroy();
  });
});

describe('what was left unfinished', () => {
  test('is swept at the next start, except for uploads that can go on', async () => {
    await put(local, 'bucket', 'kept', 'kept');
    writeFileSync(join(local.directory, 'objects', 'left-behind'), 'half');
    const { directory } = local;
    await local.stop();
    local = await startStorage({ directory });
    expect(readdirSync(join(directory, 'objects'))).not.toContain('left-behind');
    expect(await stored('kept')).toBe('kept');
    expect((await api(local)('GET', '/b/bucket/o/kept')).status).toBe(200);
  });
});
