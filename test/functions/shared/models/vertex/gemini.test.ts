import { afterEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { generationRequest } from '../../../../../core/models/gemini';
import { createGemini } from '../../../../../functions/shared/models/vertex/gemini';
import { createVertexPost } from '../../../../../functions/shared/stage/clients';

const model = 'projects/p/locations/us/publishers/google/models/gemini-3.5-flash';
const request = generationRequest({
  base: { id: 'gemini-3.5-flash' },
  request: { turns: [{ role: 'user', text: 'Grüße' }] },
  generation: { temperature: 0, topP: 1, maxOutputTokens: 8, stopSequences: [] },
});
const says = (text: string) => ({ candidates: [{ content: { parts: [{ text }] } }] });
const event = (value: object) => `data: ${JSON.stringify(value)}\r\n\r\n`;
const failure = (code: number, status: string) => ({ error: { code, status, message: `it says ${status}` } });

describe('Gemini', () => {
  let server: Server;
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  async function serve(answer: (response: ServerResponse, request: IncomingMessage) => unknown) {
    server = createServer((from, response) => void answer(response, from)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return createGemini(
      createVertexPost({
        VERTEX_REST_EMULATOR_HOST: `http://127.0.0.1:${port}`,
        LANDFALL_ACCESS_TOKEN: 'token',
      }),
    );
  }
  const heard = async (chunks: AsyncIterable<object>): Promise<object[]> => {
    const all: object[] = [];
    for await (const chunk of chunks) all.push(chunk);
    return all;
  };

  test('is asked at the host of its location, as whoever asks, within the trace', async () => {
    const asked: object[] = [];
    const gemini = await serve(async (response, from) => {
      const { authorization, traceparent, 'x-forwarded-host': host } = from.headers;
      asked.push({ url: from.url, authorization, traceparent, host, body: await json(from) });
      response.end(JSON.stringify(says('Hallo')));
    });
    const headers = { traceparent: '00-1' };
    expect(await gemini.generateContent(model, request, { headers })).toEqual(says('Hallo'));
    expect(asked).toEqual([
      {
        url: `/v1/${model}:generateContent`,
        authorization: 'Bearer token',
        traceparent: '00-1',
        host: 'aiplatform.us.rep.googleapis.com',
        body: request,
      },
    ]);
  });

  test('is not asked about what is in no location', async () => {
    const gemini = await serve((response) => response.end('{}'));
    await expect(gemini.generateContent('models/m', request)).rejects.toThrow('is not in any location of Vertex AI');
  });

  test('is heard as it speaks', async () => {
    const gemini = await serve((response, { url }) => {
      expect(url).toBe(`/v1/${model}:streamGenerateContent?alt=sse`);
      response.write(event(says('A ')));
      response.end(event(says('jar.')));
    });
    expect(await heard(gemini.streamGenerateContent(model, request))).toEqual([says('A '), says('jar.')]);
  });

  test.each([
    [429, 'RESOURCE_EXHAUSTED', 8],
    [400, 'INVALID_ARGUMENT', 3],
    [404, 'NOT_FOUND', 5],
    [503, 'UNAVAILABLE', 14],
  ])('that answers %i says so by the code of %s, whole and streamed', async (status, name, code) => {
    const gemini = await serve((response) => {
      response.writeHead(status).end(JSON.stringify(failure(status, name)));
    });
    const error = { code, message: `it says ${name}` };
    await expect(gemini.generateContent(model, request)).rejects.toMatchObject(error);
    await expect(heard(gemini.streamGenerateContent(model, request))).rejects.toMatchObject(error);
  });

  test('behind a proxy that fails is told by the status', async () => {
    const gemini = await serve((response) => void response.writeHead(502).end('<html>'));
    await expect(gemini.generateContent(model, request)).rejects.toMatchObject({ message: '502 Bad Gateway' });
  });

  test('may break off with an error in the place of what it was to say', async () => {
    const gemini = await serve((response) => response.end(event(says('A ')) + event(failure(503, 'UNAVAILABLE'))));
    await expect(heard(gemini.streamGenerateContent(model, request))).rejects.toMatchObject({ code: 14 });
  });

  test('is not quoted where it says what is no JSON', async () => {
    const gemini = await serve((response) => response.end('anna@x.example'));
    await expect(gemini.generateContent(model, request)).rejects.toThrow(
      /^Vertex AI has answered with what is no JSON$/,
    );
  });

  test.each(['generateContent', 'streamGenerateContent'] as const)(
    'is told to stop when nobody waits any more: %s',
    async (method) => {
      const gone = new AbortController();
      let closed: Promise<unknown> | undefined;
      const gemini = await serve((response) => {
        closed = once(response, 'close');
        response.write(event(says('A ')), () => gone.abort(new Error('nobody is there')));
      });
      const asked = gemini[method](model, request, { signal: gone.signal });
      const answer = Symbol.asyncIterator in asked ? heard(asked) : asked;
      await expect(answer).rejects.toThrow(/abort/);
      await closed;
      await expect(gemini.generateContent(model, request, { signal: gone.signal })).rejects.toThrow('nobody is there');
    },
  );
});
