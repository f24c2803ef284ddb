/** Requests as nobody's client sends them, byte by byte. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Generation } from '../../../../functions/shared/models/provider';
import { eventually } from '../../../eventually';
import { answered, startServe } from '../serve-server';

type Served = Awaited<ReturnType<typeof startServe>>;
let serve: Served;
let sockets: Socket[];
beforeEach(() => void (sockets = []));
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  serve.close();
});

const start = async (generate: Generation['generate'] = async () => answered) => {
  serve = await startServe(generate, ({ prompt, pipeline }) => {
    prompt.user = '{{body}}';
    pipeline.serving = { outcomes: {}, history: { days: 30, tokens: 1000 } };
  });
};

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(serve.url).port), '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** Status, headers and JSON of the first answer to these bytes. */
async function send(...bytes: (string | Buffer)[]) {
  const socket = await open();
  let got = '';
  socket.on('data', (part: Buffer) => (got += part.toString()));
  for (const part of bytes) socket.write(part);
  const whole = /^HTTP\/1\.1 (\d+) [^\r]*\r\n([^]*?)\r\n\r\n(\{[^]*\})$/;
  const [, status, head, body] = await eventually(() => whole.exec(got) ?? undefined, 'an answer');
  socket.destroy();
  return { status: Number(status), head: head!.toLowerCase(), body: JSON.parse(body!) as Record<string, never> };
}

const generate = '/v1/pipelines/email-summary:generate';
const asked = { text: 'My jar is broken.' };

const post = (body: string | Buffer, path = generate, more = '') =>
  [
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n`,
    body,
  ] as const;
const line = (method: string, path: string) => `${method} ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;

describe('an address', () => {
  beforeEach(() => start());

  test('has a query that may have question marks: nobody else’s conversation is removed', async () => {
    for (const user of ['ana', 'ana?2'])
      await send(...post(JSON.stringify({ ...asked, user, conversation: 'kettle' })));
    const { body } = await send(line('DELETE', '/v1/pipelines/email-summary/conversations/kettle?user=ana?2'));
    expect(body).toEqual({ id: 'kettle', pipeline: 'email-summary', deleted: true });
    const again = await send(...post(JSON.stringify({ ...asked, user: 'ana', conversation: 'kettle' })));
    expect(again.body).toMatchObject({ conversation: { turns: 1 } });
  });

  test('may be an absolute one, as RFC 9112 has every server take it', async () => {
    expect(await send(...post(JSON.stringify(asked), `http://x${generate}`))).toMatchObject({ status: 200 });
  });

  test.each(['a'.repeat(1100), 'a%0ab', '..%2Fruns'])(
    'of a pipeline that can be none is not looked for: %#',
    async (name) => {
      serve.world.objects.failNext('read', '.json', new Error('it was looked for'));
      expect(await send(line('GET', `/v1/models/${name}`))).toMatchObject({ status: 404 });
      expect(await send(...post('{}', `/v1/pipelines/${name}:generate`))).toMatchObject({ status: 404 });
    },
  );

  test.each([
    ['HEAD', generate, 'POST'],
    ['OPTIONS', '/v1/chat/completions', 'POST'],
    ['PUT', '/v1/users/ana', 'DELETE'],
    ['DELETE', '/v1/models', 'GET'],
  ])('that is not for %s %s says what it is for', async (method, path, allowed) => {
    const response = await fetch(serve.url + path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allowed]);
  });

  test.each([
    ['DELETE', '/v1/users/%zz', 400],
    ['GET', '/v1/users/ana', 405],
  ])('of somebody has Landfall’s errors: %s %s', async (method, path, status) => {
    const found = await send(line(method, path));
    expect(found).toMatchObject({ status, body: { status } });
    expect(found.head).toContain('application/problem+json');
  });
});

test('a model that speaks on after its stream has ended is not heard, and ends no process', async () => {
  let speak: (() => void) | undefined;
  await start((_, hearing) => {
    hearing!.onText!('a'.repeat(32 << 20));
    speak = () => hearing!.onText!('more');
    return new Promise(() => undefined);
  });
  const thrown: unknown[] = [];
  const socket = await open();
  // It reads nothing: so the end of the stream stays with the process for a while.
  socket.pause();
  for (const part of post(JSON.stringify(asked), generate.replace('generate', 'streamGenerate'))) socket.write(part);
  await eventually(() => speak !== undefined);
  await serve.world.clock.advance(600_000);
  await serve.served[0];
  serve.responses[0]!.on('error', (error) => thrown.push(error));
  speak!();
  await new Promise(setImmediate);
  expect(thrown).toEqual([]);
  expect(serve.rows()).toMatchObject([{ outcome: 'failed' }]);
});

describe('a body', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const chat = { model: 'email-summary', messages: [{ role: 'user', content: 'x' }] };

  test.each<[string, string, string]>([
    ['with a key', JSON.stringify(asked).replace('{', `{"more":${deep},`), 'idempotency-key: one\r\n'],
    ['as a parameter', JSON.stringify(chat).replace('{', `{"tools":${deep},`), ''],
    ['as a role', JSON.stringify(chat).replace('"user"', deep), ''],
  ])('that is nested deeper than anybody reads is the caller’s to mend: %s', async (_, body, more) => {
    await start();
    const path = body.includes('messages') ? '/v1/chat/completions' : generate;
    const found = await send(...post(body, path, more));
    expect([found.status, JSON.stringify(found.body)]).toEqual([400, expect.stringContaining('nested')]);
    expect(serve.world.lines.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
  });

  test('that is compressed is refused as what it is', async () => {
    await start();
    const found = await send(...post(gzipSync(JSON.stringify(asked)), generate, 'content-encoding: gzip\r\n'));
    expect(found).toMatchObject({ status: 415, body: { detail: 'the body is compressed: gzip' } });
  });

  test.each<[string, (socket: Socket) => void]>([
    ['of a known length', (socket) => socket.write(post(JSON.stringify(asked))[0] + '{"te')],
    [
      'in chunks',
      (socket) =>
        socket.write(`POST ${generate} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n4\r\n{"te\r\n`),
    ],
  ])(
    'whose caller goes away in the middle of it is waited for no longer, and nobody is to blame: %s',
    async (_, begin) => {
      await start();
      const socket = await open();
      begin(socket);
      await eventually(() => serve.served.length === 1);
      socket.destroy();
      await serve.served[0];
      expect(serve.world.lines.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
    },
  );

  test('whose caller went away before it was read is not waited for', async () => {
    await start();
    let letGo = (): void => undefined;
    const { objects } = serve.world;
    const read = objects.read.bind(objects);
    const isLooking = new Promise<void>((looking) => {
      objects.read = async (uri) => {
        objects.read = read;
        looking();
        await new Promise<void>((free) => (letGo = free));
        return read(uri);
      };
    });
    const socket = await open();
    socket.write(post(JSON.stringify(asked))[0] + '{"te');
    await isLooking;
    socket.destroy();
    await eventually(async () => (await serve.connections()) === 0);
    letGo();
    await serve.served[0];
    expect(serve.world.lines.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
  });
});
