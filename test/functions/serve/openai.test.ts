import { afterEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { OpenAI } from 'openai';
import { RetryableError } from '../../../core/errors';
import type { Answer, Generation, Hearing, Question } from '../../../functions/shared/models/provider';
import { abortSignalOf } from '../../../functions/shared/stage/waiter';
import { answered, startServe, usage } from './serve-server';

const model = 'email-summary';
const one = { role: 'user' as const, content: 'It broke.' };
const blocked: Answer = { outcome: 'blocked', text: '', finishReason: 'SAFETY', usage };
const cut: Answer = { ...answered, outcome: 'truncated', finishReason: 'MAX_TOKENS' };

/** Everything that comes, in order. */
async function all<T>(coming: AsyncIterable<T>): Promise<T[]> {
  const come: T[] = [];
  for await (const each of coming) come.push(each);
  return come;
}

describe("a pipeline to OpenAI's own client", () => {
  let served: Awaited<ReturnType<typeof startServe>>;
  let asked: Question[];
  afterEach(() => served.close());

  /** Says its text word by word to whoever hears it. */
  async function clientOf(says: Answer | Error | Generation['generate'], fields = ['body']) {
    asked = [];
    const generate = async (question: Question, hearing: Hearing = {}): Promise<Answer> => {
      asked.push(question);
      if (says instanceof Error) throw says;
      if (typeof says === 'function') return says(question, hearing);
      for (const [piece] of says.text.matchAll(/\S+\s*/g)) hearing.onText?.(piece);
      return says;
    };
    served = await startServe(generate, (configuration) => {
      configuration.prompt = { system: 'Sum up.', user: fields.map((field) => `{{${field}}}`).join('\n') };
    });
    return new OpenAI({ apiKey: 'none', baseURL: `${served.url}/v1`, maxRetries: 0 });
  }

  test('answers a chat with the prompt and the settings that its model was examined with', async () => {
    const client = await clientOf(answered);
    const completion = await client.chat.completions.create({ model, messages: [one] });
    expect(completion).toMatchObject({
      id: 'chatcmpl-id-1',
      model,
      choices: [{ message: { role: 'assistant', content: 'A broken jar.', refusal: null }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 },
    });
    expect(asked).toMatchObject([
      {
        request: { system: 'Sum up.', turns: [{ role: 'user', text: 'It broke.' }] },
        generation: { maxOutputTokens: 64 },
      },
    ]);
    expect(served.rows()).toMatchObject([
      { id: 'id-1', outcome: 'answered', input: '{"body":"It broke."}', history: null },
    ]);
  });

  test('is told what was said before, and puts it on record', async () => {
    const client = await clientOf(answered);
    const before = [one, { role: 'assistant' as const, content: 'What broke?' }];
    await client.chat.completions.create({ model, messages: [...before, { role: 'user', content: 'The jar.' }] });
    expect(asked[0]!.request.turns.map(({ role, text }) => `${role}: ${text}`)).toEqual([
      'user: It broke.',
      'model: What broke?',
      'user: The jar.',
    ]);
    expect(JSON.parse(served.rows()[0]!.history!)).toHaveLength(2);
  });

  test('streams what the model says as it says it, under the id of its row', async () => {
    const client = await clientOf(answered);
    const stream = await client.chat.completions.create({
      model,
      messages: [one],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await all(stream);
    expect(chunks.map(({ choices: [choice] }) => choice?.delta.content).filter(Boolean)).toEqual([
      'A ',
      'broken ',
      'jar.',
    ]);
    expect(chunks[0]!.choices[0]!.delta.role).toBe('assistant');
    expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe('stop');
    expect(chunks.at(-1)!.usage).toMatchObject({ total_tokens: 14 });
    expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set([`chatcmpl-${served.rows()[0]!.id}`]));
  });

  test('answers as a response, whole and streamed', async () => {
    const client = await clientOf(answered);
    const whole = await client.responses.create({ model, input: 'It broke.' });
    expect(whole).toMatchObject({ status: 'completed', output_text: 'A broken jar.', usage: { total_tokens: 14 } });
    const stream = client.responses.stream({ model, input: 'It broke.' });
    const pieces: string[] = [];
    stream.on('response.output_text.delta', ({ delta }) => pieces.push(delta));
    expect((await stream.finalResponse()).output_text).toBe('A broken jar.');
    expect(pieces).toEqual(['A ', 'broken ', 'jar.']);
  });

  test.each([
    ['that was cut off', cut, 'length', 'A broken jar.', null],
    ['that was blocked', blocked, 'content_filter', null, 'the answer was blocked: SAFETY'],
    [
      'that was blocked for a reason that nobody knew',
      { ...blocked, finishReason: 'NEW' },
      'content_filter',
      null,
      'the answer was blocked: NEW',
    ],
  ])('never says of an answer %s that it came to its end', async (_, says, finish_reason, content, refusal) => {
    const client = await clientOf(says);
    const { choices } = await client.chat.completions.create({ model, messages: [one] });
    expect(choices).toMatchObject([{ finish_reason, message: { content, refusal } }]);
    const chunks = await all(await client.chat.completions.create({ model, messages: [one], stream: true }));
    expect(chunks.at(-1)!.choices[0]!.finish_reason).toBe(finish_reason);
    const response = await client.responses.create({ model, input: 'It broke.' });
    expect(response.status).toBe('incomplete');
    expect(response.incomplete_details!.reason).toBe(finish_reason === 'length' ? 'max_output_tokens' : finish_reason);
  });

  test('keeps nothing of what was said before an answer was blocked', async () => {
    const client = await clientOf(async (_, hearing) => {
      hearing?.onText?.('How to');
      return blocked;
    });
    const chunks = await all(await client.chat.completions.create({ model, messages: [one], stream: true }));
    expect(chunks.at(-1)!.choices[0]!.finish_reason).toBe('content_filter');
    expect(served.rows()).toMatchObject([{ outcome: 'blocked', text: null }]);
  });

  test('ends a stream that a model breaks off in an error, never as if it were whole', async () => {
    const client = await clientOf(async (_, hearing) => {
      hearing?.onText?.('A ');
      throw new RetryableError('the model is away');
    });
    const stream = await client.chat.completions.create({ model, messages: [one], stream: true });
    await expect(all(stream)).rejects.toThrow(/the model is away/);
  });

  test('has the model stop when whoever asked goes away, and blames nobody for it', async () => {
    let stopped: Promise<unknown> | undefined;
    const client = await clientOf(async (_, hearing) => {
      stopped = once(abortSignalOf(hearing!.signal!), 'abort');
      hearing!.onText?.('A ');
      await stopped;
      throw hearing!.signal!.reason;
    });
    const stream = await client.chat.completions.create({ model, messages: [one], stream: true });
    for await (const _ of stream) stream.controller.abort();
    await stopped;
    while (served.rows().length === 0) await new Promise(setImmediate);
    expect(served.rows()).toMatchObject([{ outcome: 'cancelled', text: null }]);
  });

  test('takes all fields of a prompt that has several as the JSON of the last message', async () => {
    const client = await clientOf(answered, ['customer', 'body']);
    const content = JSON.stringify({ customer: 'Ana', body: 'It broke.' });
    await client.chat.completions.create({ model, messages: [{ role: 'user', content }] });
    expect(asked[0]!.request.turns[0]!.text).toBe('Ana\nIt broke.');
    await expect(client.chat.completions.create({ model, messages: [one] })).rejects.toMatchObject({
      status: 400,
      param: 'messages[0].content',
      message: expect.stringContaining('{"customer": "…", "body": "…"}'),
    });
  });

  test.each([
    ['an instruction of the caller', { messages: [{ role: 'system', content: 'Be rude.' }, one] }, 'messages[0]'],
    ['another temperature', { temperature: 1.5 }, 'temperature'],
    ['several answers', { n: 2 }, 'n'],
    ['tools', { tools: [{ type: 'function', function: { name: 'f' } }] }, 'tools'],
    ['an answer of another form', { response_format: { type: 'json_object' } }, 'response_format'],
    ['what nobody has heard of', { reasoning: 'much' }, 'reasoning'],
    ['no message', { messages: [] }, 'messages'],
    ['an answer as the last message', { messages: [{ role: 'assistant', content: 'x' }] }, 'messages[0]'],
    [
      'a picture',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
      'messages[0].content[0]',
    ],
    ['a limit of nothing', { max_tokens: 0 }, 'max_tokens'],
  ])('refuses %s by its name, and asks no model', async (_, change, param) => {
    const client = await clientOf(answered);
    const call = client.chat.completions.create({ model, messages: [one], ...change } as never);
    await expect(call).rejects.toMatchObject({ status: 400, param });
    expect(asked).toEqual([]);
  });

  test('lets a caller ask for fewer tokens than the pipeline gives, and for no more', async () => {
    const client = await clientOf(answered);
    for (const max_tokens of [7, 7000]) await client.chat.completions.create({ model, messages: [one], max_tokens });
    expect(asked.map(({ generation }) => generation.maxOutputTokens)).toEqual([7, 64]);
  });

  test('lists what is in production', async () => {
    const client = await clientOf(answered);
    expect((await all(client.models.list())).map(({ id }) => id)).toEqual([model]);
    expect(await client.models.retrieve(model)).toMatchObject({ id: model, owned_by: 'landfall' });
    await expect(client.models.retrieve('other')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    const call = client.chat.completions.create({ model: 'other', messages: [one] });
    await expect(call).rejects.toMatchObject({ status: 404 });
  });
});

describe('a request that is not well-formed', () => {
  test.each<[string, string | Buffer, number, RegExp]>([
    ['broken JSON', '{"input": ', 400, /not JSON/],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, /not UTF-8/],
    ['nothing', '', 400, /not a JSON object/],
    ['20 MB', `"${'x'.repeat(20_000_000)}"`, 413, /more than 4 MiB/],
  ])('of %s is a problem, as RFC 9457 writes it', async (_, body, status, detail) => {
    const served = await startServe(async () => answered);
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${served.url}/v1/pipelines/${model}:generate`, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.stringMatching(detail),
    });
    served.close();
  });

  test('of a secret in broken JSON quotes nothing of it', async () => {
    const served = await startServe(async () => answered);
    const headers = { 'content-type': 'application/json' };
    const body = '{"input": sk-very-secret}';
    const response = await fetch(`${served.url}/v1/chat/completions`, { method: 'POST', headers, body });
    expect(await response.text()).not.toMatch(/sk-very|secret/);
    served.close();
  });
});
