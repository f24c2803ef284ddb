import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { removeStorage, startStorage, type LocalStorage } from './local-storage';
import { call, put } from './requests';

describe('a batch', () => {
  let local: LocalStorage;

  beforeAll(async () => {
    local = await startStorage();
    local.buckets.create('demo', 'bucket');
    await put(local, 'bucket', 'x', 'x');
  });

  afterAll(async () => {
    await local.stop();
    removeStorage(local);
  });

  const send = (calls: string[]) => {
    const parts = calls.map(
      (text, index) => `--b1\r\nContent-Type: application/http\r\nContent-ID: <id+${index}>\r\n\r\n${text}\r\n`,
    );
    return call(`${local.url}/batch/storage/v1`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/mixed; boundary="b1"' },
      body: `${parts.join('')}--b1--`,
    });
  };

  test('makes its calls in order and answers each under its id', async () => {
    const answer = await send([
      'PATCH /storage/v1/b/bucket/o/x HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{"metadata":{"a":"b"}}\r\n',
      'DELETE /storage/v1/b/bucket/o/x HTTP/1.1\r\n\r\n',
      'GET /storage/v1/b/bucket/o/x HTTP/1.1\r\n\r\n',
    ]);
    const boundary = /boundary=(.+)/.exec(answer.headers.get('content-type') ?? '')?.[1] as string;
    const parts = answer.text.split(`--${boundary}`).slice(1, -1);
    expect(parts.map((part) => /HTTP\/1.1 (\d+)/.exec(part)?.[1])).toEqual(['200', '204', '404']);
    expect(parts.map((part) => /Content-ID: <response-(.+)>/.exec(part)?.[1])).toEqual(['id+0', 'id+1', 'id+2']);
    expect(parts[0]).toContain('"metadata":{"a":"b"}');
  });

  test('has 100 calls at most, each of them a request', async () => {
    expect((await send(Array<string>(101).fill('GET /storage/v1/b/bucket HTTP/1.1\r\n\r\n'))).status).toBe(400);
    expect((await send(['nonsense\r\n\r\n'])).status).toBe(400);
  });
});
