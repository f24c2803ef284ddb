import { afterEach, describe, expect, test } from '@jest/globals';
import type { Answer, Generation } from '../../../../functions/shared/models/provider';
import type { ChainSpec, ChainStep } from '../../../../schemas/generated/types';
import { answered, startServe } from '../serve-server';

type Served = Awaited<ReturnType<typeof startServe>>;

const secret = 'sk-secret';
const input = { email: `It leaks. ${secret}` };
const isAboutStep = (text: string) => text.startsWith('about');

describe('a chain over HTTP', () => {
  let served: Served;
  afterEach(() => served.close());

  /** A step `first`, then the model in production. */
  async function serve(
    generate: Generation['generate'],
    first: Partial<ChainStep> = {},
    outcomes: object = {},
    output = '{{steps.reply}}',
  ) {
    const ask = { model: 'base', prompt: 'about.yaml', with: { text: '{{input.email}}' } };
    const limits = { timeLimit: 3, attempts: 1 };
    const chain: ChainSpec = {
      steps: {
        first: { ask, ...limits, ...first },
        reply: { answer: { with: { email: '{{steps.first}}' } }, ...limits },
      },
      output,
    };
    served = await startServe(generate, (configuration) => {
      configuration.prompt = { user: 'answer {{email}}' };
      configuration.pipeline.serving = { chain, outcomes: outcomes as never };
      configuration.chain = { prompts: { 'about.yaml': { user: 'about {{text}}' } }, schemas: {}, code: {} };
    });
  }

  async function put(path: string, body: object, signal?: AbortSignal) {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body), ...(signal && { signal }) };
    const response = await fetch(`${served.url}${path}`, init);
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  }
  const generate = '/v1/pipelines/email-summary:generate';

  test('answers, and says by which steps', async () => {
    await serve(async () => answered);
    const { status, text } = await put(generate, { input });
    expect([status, (JSON.parse(text) as { steps: { step: string }[] }).steps.map(({ step }) => step)]).toEqual([
      200,
      ['first', 'reply'],
    ]);
  });

  test('keeps to the tokens that the caller wants in the step whose text is theirs, and in no other', async () => {
    const asked: [text: string, most: number][] = [];
    await serve(async ({ request, generation: { maxOutputTokens } }) => {
      asked.push([request.turns[0]!.text.split(' ')[0]!, maxOutputTokens]);
      return answered;
    });
    const body = { model: 'email-summary', messages: [{ role: 'user', content: 'It leaks.' }], max_tokens: 7 };
    expect(await put('/v1/chat/completions', body)).toMatchObject({ status: 200 });
    expect(asked).toEqual([
      ['about', 64],
      ['answer', 7],
    ]);
  });

  test('refuses fewer tokens than the pipeline gives where its answer is not what one model says', async () => {
    await serve(async () => answered, {}, {}, 'So: {{steps.reply}}');
    const body = { model: 'email-summary', messages: [{ role: 'user', content: 'It leaks.' }] };
    const { status, text } = await put('/v1/chat/completions', { ...body, max_tokens: 7 });
    expect([status, JSON.parse(text)]).toEqual([
      400,
      { error: expect.objectContaining({ param: 'max_tokens', code: 'unsupported_parameter' }) },
    ]);
    expect(await put('/v1/chat/completions', { ...body, max_tokens: 64 })).toMatchObject({ status: 200 });
  });

  test('wants the fields of the chain and no others', async () => {
    await serve(async () => answered);
    const { status, text } = await put(generate, { input: { body: 'It leaks.' } });
    expect([status, text]).toEqual([400, expect.stringContaining('the prompt has no field body')]);
    expect(served.rows()).toEqual([]);
  });

  test('says of a step that throws a problem with its name, and nothing of what was asked or where it was thrown', async () => {
    await serve(async ({ request }) => {
      throw new TypeError(`cannot read ${request.turns[0]!.text}`);
    });
    const { status, type, text } = await put(generate, { input });
    expect([status, type]).toEqual([500, expect.stringMatching(/^application\/problem\+json/)]);
    expect(JSON.parse(text)).toEqual({
      title: 'Internal Server Error',
      status: 500,
      detail: 'the step first has failed',
      fix: 'look for its reason in its row: npx landfall why ID',
      id: 'id-1',
    });
    expect(text).not.toMatch(new RegExp(`${secret}|TypeError|at `));
    expect(served.rows()).toMatchObject([{ id: 'id-1', outcome: 'failed', text: null }]);
  });

  test('says of a model that does not answer which step waited for it, and goes on with the next question', async () => {
    const stopped: unknown[] = [];
    let isSlow = true;
    let begin!: () => void;
    const asked = new Promise<void>((resolve) => (begin = resolve));
    await serve(async ({ request }, { signal } = {}) => {
      if (!isSlow || !isAboutStep(request.turns[0]!.text)) return answered;
      // It never answers, and does not listen.
      begin();
      signal!.addEventListener('abort', () => stopped.push(signal!.reason));
      return new Promise(() => undefined);
    });
    const asking = put(generate, { input });
    await asked;
    await served.world.clock.advance(3000);
    const { status, text } = await asking;
    expect([status, text]).toEqual([503, expect.stringContaining('the step first had no answer within 3 s')]);
    expect(stopped).toHaveLength(1);
    isSlow = false;
    expect(await put(generate, { input })).toMatchObject({ status: 200 });
  });

  test('tells a stream that has begun of its end in one more event', async () => {
    await serve(async ({ request }, hearing) => {
      if (isAboutStep(request.turns[0]!.text)) return answered;
      hearing?.onText?.('Half of');
      throw new Error(secret);
    });
    const { status, text } = await put('/v1/pipelines/email-summary:streamGenerate', { input });
    expect(status).toBe(200);
    expect(text).toMatch(/^data: \{"text":"Half of"\}\n\nevent: error\ndata: \{.*"the step reply has failed"/);
    expect(text).not.toContain(secret);
  });

  const isReply = (text: string) => text.startsWith('answer');
  const too = { message: 'too long', tooLong: { tokens: 9, limit: 8 } };
  const blocked: Answer = { ...answered, outcome: 'blocked', text: '', finishReason: 'SAFETY' };
  const rejected: Answer = { ...answered, outcome: 'rejected', text: '', finishReason: 'INPUT', rejection: too };

  test.each<[string, object]>([
    ['blocked', { blocked: [{ refuse: 'Sorry.' }] }],
    ['SAFETY', { SAFETY: [{ refuse: 'Sorry.' }], blocked: [{ refuse: 'No.' }], failed: [{ refuse: 'Broken.' }] }],
  ])('whose model was blocked has what its pipeline says of %s', async (_, outcomes) => {
    await serve(async ({ request }) => (isReply(request.turns[0]!.text) ? blocked : answered), {}, outcomes);
    const { status, text } = await put(generate, { input });
    expect([status, JSON.parse(text)]).toMatchObject([200, { outcome: 'refused', text: 'Sorry.' }]);
    expect(served.rows()).toMatchObject([{ outcome: 'blocked' }]);
  });

  test('is run anew for each try, each a row with its own steps, and the last one’s id is told', async () => {
    let times = 0;
    const isGood = () => (times += 1) > 1;
    await serve(
      async ({ request }) => (!isReply(request.turns[0]!.text) || isGood() ? answered : blocked),
      {},
      { blocked: [{ retry: 2 }] },
    );
    const { status, text } = await put(generate, { input });
    expect(status).toBe(200);
    const spans = served.rows().map(({ steps }) => (JSON.parse(steps!) as { outcome: string }[]).map((s) => s.outcome));
    expect(spans).toEqual([
      ['done', 'blocked'],
      ['done', 'done'],
    ]);
    expect(served.rows().map(({ attempt, policy }) => [attempt, policy])).toEqual([
      [1, null],
      [2, 'retry'],
    ]);
    expect((JSON.parse(text) as { id: string }).id).toBe(served.rows()[1]!.id);
  });

  test('that was asked too much is tried no more: that is the caller’s to mend', async () => {
    const outcomes = { failed: [{ retry: 2 }, { refuse: 'Sorry.' }] };
    await serve(async ({ request }) => (isReply(request.turns[0]!.text) ? rejected : answered), {}, outcomes);
    expect(await put(generate, { input })).toMatchObject({ status: 400 });
    expect(served.rows()).toHaveLength(1);
  });

  test("is a filtered answer to OpenAI's clients where a step was blocked", async () => {
    await serve(async () => ({ ...answered, outcome: 'blocked', text: '', finishReason: 'SAFETY' }));
    const body = { model: 'email-summary', messages: [{ role: 'user', content: 'It leaks.' }] };
    const { status, text } = await put('/v1/chat/completions', body);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      choices: [{ finish_reason: 'content_filter', message: { refusal: expect.stringContaining('the step first') } }],
    });
  });
});
