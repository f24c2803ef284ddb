/** Conversations that serve keeps, as callers over HTTP have them. */
import { afterEach, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { RetryableError } from '../../../../core/errors';
import type { Answer, Generation, Question } from '../../../../functions/shared/models/provider';
import type { ChainSpec, Configuration } from '../../../../schemas/generated/types';
import { answered, startServe as startWith } from '../serve-server';

type Serve = Awaited<ReturnType<typeof startWith>>;
type History = NonNullable<NonNullable<Configuration['pipeline']['serving']>['history']>;
let serve: Serve;
let asked: Question[];
afterEach(() => serve.close());

/** The model repeats what it is asked, unless `say` says otherwise. */
async function startServe(
  history: Partial<History> | undefined,
  say?: Generation['generate'],
  change?: (configuration: Configuration) => void,
) {
  asked = [];
  serve = await startWith(
    async (question, hearing) => {
      asked.push(question);
      return say ? say(question, hearing) : { ...answered, text: `you said ${lastOf(question)}` };
    },
    (configuration) => {
      const { prompt, pipeline } = configuration;
      prompt.user = '{{body}}';
      if (history) pipeline.serving = { outcomes: {}, history: { days: 30, tokens: 1000, ...history } };
      change?.(configuration);
    },
  );
}

const lastOf = ({ request }: Question) => request.turns.at(-1)!.text;
const turnsOf = ({ request }: Question) => request.turns.map(({ text }) => text);
const blocked: Answer = { ...answered, outcome: 'blocked', text: '', finishReason: 'SAFETY' };

const send = async (method: string, path: string, body?: object, key?: string) => {
  const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) };
  const response = await fetch(serve.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await response.text();
  return {
    status: response.status,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
    text,
  };
};
const generate = '/v1/pipelines/email-summary:generate';
const ask = (text: string, more: object = {}, key?: string) =>
  send('POST', generate, { text, user: 'ana', conversation: 'kettle', ...more }, key);
const conversation = () => serve.world.objects.uris().filter((uri) => uri.startsWith('gs://serving/conversations/'));

describe('a conversation', () => {
  test('goes on: each question is asked with what was said before, and its row has that', async () => {
    await startServe({});
    expect(await ask('My kettle leaks.')).toMatchObject({
      status: 200,
      body: { conversation: { id: 'kettle', turns: 0, kept: true } },
    });
    expect(await ask('It is red.')).toMatchObject({ body: { conversation: { turns: 1, leftOut: 0 } } });
    expect(turnsOf(asked[1]!)).toEqual(['My kettle leaks.', 'you said My kettle leaks.', 'It is red.']);
    const [first, second] = serve.rows();
    expect(first).toMatchObject({ history: null, user_key: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(JSON.parse(second!.history!)).toEqual([
      { role: 'user', text: 'My kettle leaks.' },
      { role: 'model', text: 'you said My kettle leaks.' },
    ]);
    expect(second!.user_key).toBe(first!.user_key);
    expect(JSON.parse(second!.conversation!)).toEqual({
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      turns: 1,
      summarised: 0,
      left_out: 0,
    });
  });

  test('is one of its user and pipeline: another user’s of the same name knows nothing of it', async () => {
    await startServe({});
    await ask('My kettle leaks.');
    await ask('Hello.', { user: 'bo' });
    await ask('Hello.', { conversation: 'another' });
    expect(asked.slice(1).map(turnsOf)).toEqual([['Hello.'], ['Hello.']]);
    expect(conversation()).toHaveLength(3);
    expect(conversation().join()).not.toMatch(/ana|bo\b|kettle/);
  });

  test('streams, and is kept before its caller knows that the answer is whole', async () => {
    await startServe({});
    const { text } = await send('POST', generate.replace('generate', 'streamGenerate'), {
      text: 'My kettle leaks.',
      user: 'ana',
      conversation: 'kettle',
    });
    expect(text).toContain('"kept":true');
    await ask('It is red.');
    expect(turnsOf(asked[1]!)).toHaveLength(3);
  });

  test('loses no answer of twenty requests at the same time', async () => {
    await startServe({ tokens: 100_000 });
    const numbers = Array.from({ length: 20 }, (_, at) => `number ${at}`);
    await Promise.all(numbers.map((text) => ask(text)));
    await ask('and now?');
    const before = turnsOf(asked.at(-1)!).slice(0, -1);
    expect(before.filter((_, at) => at % 2 === 0).toSorted()).toEqual(numbers.toSorted());
  });

  test('is asked with the newest turns that fit into its tokens, each of them whole', async () => {
    await startServe({ tokens: 64 });
    for (const letter of ['a', 'b', 'c', 'd']) await ask(letter.repeat(40));
    const { body } = await ask('and now?');
    expect(body).toMatchObject({ conversation: { turns: 2, leftOut: 2, summarised: 0 } });
    expect(turnsOf(asked.at(-1)!)).toEqual([
      'c'.repeat(40),
      `you said ${'c'.repeat(40)}`,
      'd'.repeat(40),
      `you said ${'d'.repeat(40)}`,
      'and now?',
    ]);
  });

  test('has older turns in short, where a base model sums them up, once for several questions', async () => {
    const isSummary = ({ request }: Question) => request.system?.includes('Sum it up') ?? false;
    await startServe({ tokens: 100, summary: { model: 'gemini-3.5-flash-lite' } }, async (question) => ({
      ...answered,
      text: isSummary(question) ? 'It was about letters.' : 'yes',
    }));
    for (const letter of 'abcdefghijkl') await ask(letter.repeat(60));
    const summaries = asked.filter(isSummary);
    expect(summaries.map(({ model }) => model)).toEqual(['gemini-3.5-flash-lite', 'gemini-3.5-flash-lite']);
    expect(lastOf(summaries[1]!)).toContain('Until then: It was about letters.');
    const last = turnsOf(asked.at(-1)!);
    expect(last.slice(0, 2)).toEqual(['Sum up what we have said so far.', 'It was about letters.']);
    const { summarised, turns } = JSON.parse(serve.rows().at(-1)!.conversation!) as Record<string, number>;
    expect(summarised! + turns!).toBe(11);
  });

  test('goes on without the older turns where no summary could be had, and says so', async () => {
    await startServe({ tokens: 64, summary: { model: 'gemini-3.5-flash-lite' } }, async ({ request }) => {
      if (request.system?.includes('Sum it up')) throw new RetryableError('the base is busy');
      return { ...answered, text: 'yes' };
    });
    for (const letter of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) await ask(letter.repeat(60));
    expect(JSON.parse(serve.rows().at(-1)!.conversation!)).toMatchObject({
      summarised: 0,
      left_out: expect.any(Number),
      error: 'the base is busy',
    });
    expect(asked.at(-1)!.request.turns.length).toBeLessThan(15);
  });

  test('forgets what is older than its days', async () => {
    await startServe({ days: 2 });
    await ask('My kettle leaks.');
    await serve.world.clock.advance(3 * 24 * 3600_000);
    await ask('Hello.');
    expect(turnsOf(asked[1]!)).toEqual(['Hello.']);
    expect(serve.world.objects.text(conversation()[0]!)).not.toContain('kettle leaks');
  });

  test('keeps no text that was told in the place of an answer, and says so', async () => {
    await startServe(
      {},
      async (question) => (lastOf(question) === 'bad' ? blocked : answered),
      ({ pipeline }) => (pipeline.serving!.outcomes = { blocked: [{ refuse: 'I cannot help with that.' }] }),
    );
    expect(await ask('bad')).toMatchObject({
      status: 200,
      body: { outcome: 'refused', conversation: { id: 'kettle', turns: 0, kept: false } },
    });
    expect(conversation()).toEqual([]);
    await ask('good');
    expect(turnsOf(asked[1]!)).toEqual(['good']);
  });

  test('has an answer once, however often it is tried, and asked for again with its key', async () => {
    let times = 0;
    await startServe(
      {},
      async () => (times++ === 0 ? blocked : answered),
      ({ pipeline }) => (pipeline.serving!.outcomes = { blocked: [{ retry: 1 }] }),
    );
    for (const _ of [1, 2, 3]) expect(await ask('My kettle leaks.', {}, 'one')).toMatchObject({ status: 200 });
    expect(asked).toHaveLength(2);
    await ask('It is red.');
    expect(turnsOf(asked[2]!)).toEqual(['My kettle leaks.', answered.text, 'It is red.']);
  });

  test('of a chain has what was sent into it, whatever its steps are told', async () => {
    await startServe({}, undefined, (configuration) => {
      const step = { timeLimit: 20, attempts: 1 };
      const chain: ChainSpec = {
        input: ['mail', 'tone'],
        steps: {
          short: { ...step, ask: { model: 'base', prompt: 'short.yaml' } },
          reply: { ...step, answer: { with: { body: '{{steps.short}}' } } },
        },
        output: '{{steps.reply}}',
      };
      configuration.pipeline.serving!.chain = chain;
      configuration.chain = { prompts: { 'short.yaml': { user: 'short {{mail}}' } }, schemas: {}, code: {} };
    });
    const input = { mail: 'My kettle leaks.', tone: 'kind' };
    const { status } = await ask('', { text: undefined, input });
    expect(status).toBe(200);
    await ask('', { text: undefined, input: { mail: 'It is red.', tone: 'kind' } });
    expect(turnsOf(asked.at(-1)!)).toEqual([
      'My kettle leaks.\n\nkind',
      'you said you said short My kettle leaks.',
      'you said short It is red.',
    ]);
  });

  test('keeps no blocked answer, and no question of one', async () => {
    await startServe({}, async (question) => (lastOf(question) === 'bad' ? blocked : answered));
    expect(await ask('bad')).toMatchObject({ status: 422 });
    expect(conversation()).toEqual([]);
  });

  test('is answered where it cannot be kept, and says so', async () => {
    await startServe({});
    serve.world.objects.failNext('write', '.email-summary.json', new Error('the bucket is away'));
    expect(await ask('My kettle leaks.')).toMatchObject({ status: 200, body: { conversation: { kept: false } } });
  });

  test('asks nothing where it cannot be read', async () => {
    await startServe({});
    serve.world.objects.failNext('read', '.email-summary.json', new Error('the bucket is away'));
    expect(await ask('My kettle leaks.')).toMatchObject({ status: 503 });
    expect(asked).toEqual([]);
  });

  test('is gone once it is deleted, which a second time is no error', async () => {
    await startServe({});
    await ask('My kettle leaks.');
    const path = '/v1/pipelines/email-summary/conversations/kettle';
    expect(await send('DELETE', path)).toMatchObject({ status: 400 });
    expect(await send('DELETE', `${path}?user=ana`)).toMatchObject({ status: 200, body: { deleted: true } });
    expect(await send('DELETE', `${path}?user=ana`)).toMatchObject({ status: 200, body: { deleted: false } });
    await ask('Hello.');
    expect(turnsOf(asked[1]!)).toEqual(['Hello.']);
  });

  test.each([
    ['of nobody', { user: undefined }, 'nobody is named'],
    ['without a name', { conversation: '' }, '"conversation" is not a text'],
  ])('%s is refused', async (_, more, detail) => {
    await startServe({});
    expect(await ask('Hello.', more)).toMatchObject({ status: 400, body: { detail: expect.stringContaining(detail) } });
  });

  test('is refused where the pipeline keeps none, with what to write into pipeline.yaml', async () => {
    await startServe(undefined);
    expect(await ask('Hello.')).toMatchObject({ status: 400, body: { fix: expect.stringContaining('serving:') } });
  });

  test('is named by OpenAI’s clients of responses as they do', async () => {
    await startServe({});
    const client = new OpenAI({ baseURL: `${serve.url}/v1`, apiKey: 'none', maxRetries: 0 });
    const say = (input: string) =>
      client.responses.create({ model: 'email-summary', input, conversation: 'kettle', safety_identifier: 'ana' });
    await say('My kettle leaks.');
    await say('It is red.');
    expect(turnsOf(asked[1]!)).toEqual(['My kettle leaks.', 'you said My kettle leaks.', 'It is red.']);
  });
});

describe('whoever is to be forgotten', () => {
  test('loses conversations and kept answers, and nobody else does', async () => {
    await startServe({});
    await ask('My kettle leaks.');
    await ask('My jar leaks.', { user: 'bo' });
    await fetch(serve.url + generate, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'one' },
      body: JSON.stringify({ text: 'My kettle is red.', user: 'ana' }),
    });
    const forget = () => send('DELETE', '/v1/users/ana');
    expect(await forget()).toMatchObject({ status: 200, body: { removed: { conversations: 1, answers: 1 } } });
    expect(await forget()).toMatchObject({ status: 200, body: { removed: { conversations: 0, answers: 0 } } });
    const texts = serve.world.objects.uris().filter((uri) => uri.startsWith('gs://serving/'));
    const all = texts.map((uri) => serve.world.objects.text(uri)).join();
    expect(all).not.toContain('kettle');
    expect(all).toContain('My jar leaks.');
  });
});
