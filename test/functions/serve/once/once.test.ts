/** Requests with an Idempotency-Key, as a caller over HTTP makes them. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { ConflictError, RetryableError } from '../../../../core/errors';
import type { Generation } from '../../../../functions/shared/models/provider';
import { answered, startServe as startWith } from '../serve-server';

type Serve = Awaited<ReturnType<typeof startServe>>;
let serve: Serve;
afterEach(() => serve.close());

const startServe = (generate: Generation['generate']) =>
  startWith(generate, ({ prompt }) => (prompt.user = '{{body}}'));

function counted(answer: Generation['generate'] = async () => answered) {
  const asked = { times: 0 };
  const generate: Generation['generate'] = async (question, hearing) => {
    asked.times += 1;
    return answer(question, hearing);
  };
  return { asked, generate };
}

const ask = async (body: object, key?: string, path = '/v1/pipelines/email-summary:generate') => {
  const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) };
  const response = await fetch(serve.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return {
    status: response.status,
    type: response.headers.get('content-type')?.split(';')[0],
    isAgain: response.headers.get('idempotency-replayed') === 'true',
    text: await response.text(),
  };
};

const question = { text: 'My jar is broken.' };
const chat = '/v1/chat/completions';
const said = { model: 'email-summary', messages: [{ role: 'user', content: 'My jar is broken.' }] };

describe('a request with an Idempotency-Key', () => {
  test('is answered once: a retry is told the same, and no model is asked again', async () => {
    const { asked, generate } = counted();
    serve = await startServe(generate);
    const first = await ask(question, 'one');
    const again = await ask(question, 'one');
    expect(first).toMatchObject({ status: 200, isAgain: false });
    expect(again).toEqual({ ...first, isAgain: true });
    expect(asked.times).toBe(1);
    expect(serve.rows()).toHaveLength(1);
    await ask(question, 'two');
    await ask(question);
    expect(asked.times).toBe(3);
  });

  test.each([
    ['Landfall’s API', '/v1/pipelines/email-summary:streamGenerate', question],
    ['OpenAI’s chats', chat, { ...said, stream: true }],
    ['OpenAI’s responses', '/v1/responses', { model: 'email-summary', input: 'My jar is broken.', stream: true }],
  ])('is answered once in a stream of %s, event by event', async (_, path, body) => {
    const { asked, generate } = counted(async (__, hearing) => {
      for (const word of ['A ', 'broken ', 'jar.']) hearing?.onText?.(word);
      return answered;
    });
    serve = await startServe(generate);
    const first = await ask(body, 'one', path);
    expect(first).toMatchObject({
      type: 'text/event-stream',
      isAgain: false,
      text: expect.stringContaining('broken '),
    });
    expect(await ask(body, 'one', path)).toEqual({ ...first, isAgain: true });
    expect(asked.times).toBe(1);
  });

  test('is not answered for another: the same key with another question, or at another path, is refused', async () => {
    const { asked, generate } = counted();
    serve = await startServe(generate);
    await ask(question, 'one');
    const refused = await ask({ text: 'Another one.' }, 'one');
    expect(refused).toMatchObject({ status: 422, type: 'application/problem+json' });
    expect(JSON.parse(refused.text)).toMatchObject({ detail: 'another request had this Idempotency-Key' });
    const elsewhere = await ask(said, 'one', chat);
    expect(elsewhere).toMatchObject({ status: 422, type: 'application/json' });
    expect(JSON.parse(elsewhere.text)).toMatchObject({ error: { type: 'invalid_request_error' } });
    expect(asked.times).toBe(1);
  });

  test('waits for nobody: while the first is answered a second one is told so, and later what the first was told', async () => {
    let answer = (): void => undefined;
    const open = new Promise<void>((resolve) => (answer = resolve));
    let begun = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => (begun = resolve));
    const { asked, generate } = counted(async () => {
      begun();
      await open;
      return answered;
    });
    serve = await startServe(generate);
    const first = ask(question, 'one');
    await isAsked;
    expect(await ask(question, 'one')).toMatchObject({ status: 409 });
    answer();
    expect(await ask(question, 'one')).toMatchObject({ status: 200, text: (await first).text });
    expect(asked.times).toBe(1);
  });

  test('of which nothing came is asked anew: the provider was away', async () => {
    let isAway = true;
    const { asked, generate } = counted(async () => {
      if (isAway) throw new RetryableError('the provider is away');
      return answered;
    });
    serve = await startServe(generate);
    expect(await ask(question, 'one')).toMatchObject({ status: 503, isAgain: false });
    isAway = false;
    expect(await ask(question, 'one')).toMatchObject({ status: 200, isAgain: false });
    expect(asked.times).toBe(2);
  });

  test('that was blocked stays blocked, in the form that its API gives it', async () => {
    const { asked, generate } = counted(async () => ({
      ...answered,
      outcome: 'blocked',
      text: '',
      finishReason: 'SAFETY',
    }));
    serve = await startServe(generate);
    const first = await ask(question, 'one');
    expect(first).toMatchObject({ status: 422, type: 'application/problem+json' });
    expect(await ask(question, 'one')).toEqual({ ...first, isAgain: true });
    expect(asked.times).toBe(1);
  });

  test('is free again once its function has certainly been ended without an answer', async () => {
    const { generate } = counted();
    serve = await startServe(generate);
    const { world } = serve;
    await ask(question, 'one');
    const [kept] = world.objects.uris().filter((uri) => uri.startsWith('gs://serving/answers/'));
    const { asked, at } = JSON.parse(world.objects.text(kept!)!) as { asked: string; at: string };
    world.objects.put(kept!, JSON.stringify({ asked, at }));
    expect(await ask(question, 'one')).toMatchObject({ status: 409 });
    await world.clock.advance(9 * 60_000);
    expect(await ask(question, 'one')).toMatchObject({ status: 200, isAgain: false });
  });

  test('is its own where the write of its key arrived and the answer to that was lost', async () => {
    const { asked, generate } = counted();
    serve = await startServe(generate);
    const { objects } = serve.world;
    const write = objects.write.bind(objects);
    objects.write = async (uri, text, condition) => {
      objects.write = write;
      await write(uri, text, condition);
      throw new ConflictError(uri);
    };
    expect(await ask(question, 'one')).toMatchObject({ status: 200, isAgain: false });
    expect(await ask(question, 'one')).toMatchObject({ status: 200, isAgain: true });
    expect(asked.times).toBe(1);
  });

  test('asks nothing where its key cannot be looked up', async () => {
    const { asked, generate } = counted();
    serve = await startServe(generate);
    for (const method of ['read', 'write'] as const) {
      serve.world.objects.failNext(method, '.json', new Error('the bucket is away'));
      expect(await ask(question, 'one')).toMatchObject({ status: 503 });
    }
    expect(asked.times).toBe(0);
  });

  test.each(['', 'two words', 'ü', 'x'.repeat(256)])('is refused where its key is %j', async (key) => {
    const { asked, generate } = counted();
    serve = await startServe(generate);
    const { status, text } = await ask(question, encodeURI(key) === key ? key : Buffer.from(key).toString('latin1'));
    expect({ status, asked: asked.times }).toEqual({ status: 400, asked: 0 });
    expect(text).toContain('Idempotency-Key');
  });

  test('a thousand times, twenty at once, asks a model once', async () => {
    const { asked, generate } = counted();
    serve = await startServe(generate);
    const texts = new Set<string>();
    const caller = async () => {
      for (let times = 0; times < 50; times++) {
        const { status, text } = await ask(question, 'one');
        expect([200, 409]).toContain(status);
        if (status === 200) texts.add(text);
      }
    };
    await Promise.all(Array.from({ length: 20 }, caller));
    expect(asked.times).toBe(1);
    expect(texts.size).toBe(1);
  });
});
