import { afterEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createCompletions } from '../../../../functions/shared/stage/completions';

const request = { model: 'm', messages: [{ role: 'user' as const, content: 'Grüße' }] };

describe('chat completions', () => {
  let server: Server;
  let asked: { authorization?: string | undefined; body: string; url?: string | undefined }[];

  /** Each answer in its turn; the last goes on. */
  async function serve(...answers: ((response: ServerResponse, request: IncomingMessage) => void)[]) {
    asked = [];
    server = createServer((from, response) => {
      void text(from).then((body) => {
        const answer = answers[Math.min(asked.length, answers.length - 1)]!;
        asked.push({ authorization: from.headers.authorization, body, url: from.url });
        answer(response, from);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return createCompletions({ baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: async () => 'key' });
  }
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const json =
    (body: unknown, status = 200, headers = {}) =>
    (response: ServerResponse): void =>
      void response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
  const soon = { 'retry-after-ms': '1' };

  test('are asked for with the key, and read as JSON', async () => {
    const completions = await serve(json({ choices: [] }));
    expect(await completions.create(request)).toEqual({ choices: [] });
    expect(asked).toEqual([
      { authorization: 'Bearer key', body: JSON.stringify(request), url: '/v1/chat/completions' },
    ]);
  });

  test('are asked for with the headers of the question', async () => {
    let traceparent: unknown;
    const completions = await serve((response, { headers }) => {
      traceparent = headers['traceparent'];
      json({ choices: [] })(response);
    });
    await completions.create(request, { headers: { traceparent: '00-1' } });
    expect(traceparent).toBe('00-1');
  });

  test.each([
    ['too many', json({ error: { message: 'slow down' } }, 429, soon)],
    ["the service's own fault", json('<html>', 503, soon)],
    ['a conflict', json({}, 409, soon)],
    ['what the service wants tried again', json({}, 400, { ...soon, 'x-should-retry': 'true' })],
    ['a connection that breaks', (response: ServerResponse) => response.destroy()],
  ])('are asked for again after %s', async (_, failing) => {
    const completions = await serve(failing, json({ choices: [] }));
    expect(await completions.create(request)).toEqual({ choices: [] });
    expect(asked).toHaveLength(2);
  });

  test('are asked for three times at most', async () => {
    const completions = await serve(json({ error: { message: 'slow down', code: 'rate_limit_exceeded' } }, 429, soon));
    await expect(completions.create(request)).rejects.toMatchObject({
      status: 429,
      code: 'rate_limit_exceeded',
      message: '429 slow down',
    });
    expect(asked).toHaveLength(3);
  });

  test.each([
    [400, { error: { message: 'too long', code: 'context_length_exceeded' } }, '400 too long'],
    [404, { error: { status: 'NOT_FOUND' } }, '404 {"status":"NOT_FOUND"}'],
    [403, 'go away', '403 go away'],
    [401, '', '401 status code (no body)'],
  ])('that are refused with %d are not asked for again', async (status, body, message) => {
    const completions = await serve(json(body, status));
    await expect(completions.create(request)).rejects.toMatchObject({ status, message });
    expect(asked).toHaveLength(1);
  });

  test('stop with their caller, whether nothing has come or half of it', async () => {
    const { signal, abort } = aborting();
    const completions = await serve((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"choi');
      abort(new Error('gone'));
    });
    await expect(completions.create(request, { signal })).rejects.toThrow(/abort/i);
    await expect(completions.create(request, { signal })).rejects.toThrow('gone');
    expect(asked).toHaveLength(1);
  });

  describe('in a stream', () => {
    const streamed = { ...request, stream: true as const };
    const events =
      (...parts: (string | Buffer)[]) =>
      async (response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const part of parts) {
          response.write(part);
          await new Promise(setImmediate);
        }
        response.end();
      };
    const chunksOf = async (...parts: (string | Buffer)[]) => {
      const completions = await serve((response) => void events(...parts)(response));
      const chunks: unknown[] = [];
      for await (const chunk of await completions.create(streamed)) chunks.push(chunk);
      return chunks;
    };

    test('come however they are cut, in characters and lines', async () => {
      const text =
        ': hello\r\n\r\nevent: chunk\ndata: {"a":"ü"}\r\n\r\ndata:{"a":\ndata: 2}\n\ndata: [DONE]\n\ndata: {"a":3}\n\n';
      const bytes = Buffer.from(text);
      const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
      for (const parts of [[text], single]) {
        expect(await chunksOf(...parts)).toEqual([{ a: 'ü' }, { a: 2 }]);
        server.close();
      }
    });

    test('break off with an error that comes in their place', async () => {
      const error = { message: 'overloaded', code: 'busy' };
      await expect(chunksOf('data: {"a":1}\n\n', `data: ${JSON.stringify({ error })}\n\n`)).rejects.toMatchObject({
        message: 'overloaded',
        code: 'busy',
      });
    });

    test('leave out what is not whole', async () => {
      expect(await chunksOf('data: {"a":1}\n\ndata: {"a":')).toEqual([{ a: 1 }]);
    });
  });
});

function aborting() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason: Error) => controller.abort(reason) };
}
