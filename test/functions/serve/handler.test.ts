import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServe } from '../../../functions/serve/handler';
import { PermanentError, RetryableError } from '../../../core/errors';
import type { Answer, Question } from '../../../functions/shared/models/provider';
import { endpointOf } from '../../../core/production';
import { shotsPath } from '../../../core/ledger-layout';
import { parsePrompt } from '../../../core/prompt';
import { createPseudonyms } from '../../../functions/serve/users/pseudonyms';
import production from '../../../schemas/examples/production.json';
import { isPredictionMade } from '../../../schemas/generated/event-validators';
import { createWorld, exampleRun, type World } from '../fakes';

const run = exampleRun();
const input = { customer: 'Ana', body: 'It {{customer}} broke.' };
const usage = { inputTokens: 9, outputTokens: 5, thoughtTokens: 0 };

describe('serve', () => {
  let world: World;
  let server: Server;
  let asked: Question[];
  let next: Answer | Error;

  beforeEach(async () => {
    world = createWorld();
    asked = [];
    next = { outcome: 'answered', text: 'Ana has a broken jar.', finishReason: 'STOP', usage };
    await world.ledger.createRun(run);
    await world.ledger.replaceProduction(
      { ...production, promptDigest: parsePrompt(run.configuration.prompt).digest },
      undefined,
    );
    const generate = async (question: Question) => {
      asked.push(question);
      await world.clock.advance(120);
      if (next instanceof Error) throw next;
      return next;
    };
    const modelOf = ({ id }: { id: string }) => id;
    // As the functions framework reads bodies.
    const verify = (request: object, _response: unknown, rawBody: Buffer) => void Object.assign(request, { rawBody });
    const app = express().use(express.json({ limit: '1024mb', verify }));
    app.all(
      '/{*path}',
      createServe(
        () => ({
          ...world,
          generationOf: () => ({ generate, modelOf }),
          servingBucket: 'serving',
          pseudonymOf: createPseudonyms(world.objects, 'serving'),
          groundingOf: undefined as never,
          newId: () => 'id-1',
          pipelinesInProduction: async () => ['email-summary'],
        }),
        world.log,
      ),
    );
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  async function ask(
    body: unknown,
    path = '/v1/pipelines/email-summary:generate',
    method = 'POST',
    type = 'application/json',
  ) {
    const { port } = server.address() as AddressInfo;
    const headers = { 'content-type': type };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers,
      ...(method === 'POST' && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  test('tells who sends JSON as something else that it is not read as such', async () => {
    const form = await ask({ input }, undefined, 'POST', 'application/x-www-form-urlencoded');
    const error = { detail: 'the body is of the type application/x-www-form-urlencoded' };
    expect(form).toMatchObject({
      status: 415,
      body: { ...error, fix: expect.stringContaining('Content-Type') },
    });
  });

  test('asks the production model with the prompt that it was tuned on', async () => {
    expect(await ask({ input })).toEqual({
      status: 200,
      body: {
        text: 'Ana has a broken jar.',
        pipeline: 'email-summary',
        run: run.run,
        model: production.model,
        outcome: 'answered',
        finishReason: 'STOP',
        usage,
        id: 'id-1',
      },
    });
    expect(asked).toMatchObject([
      {
        model: endpointOf(production),
        base: run.configuration.baseModels[production.base],
        generation: { temperature: 0, maxOutputTokens: 64 },
        request: {
          system: 'You summarise customer emails in one sentence.',
          turns: [{ role: 'user', text: 'Customer: Ana\nEmail: It {{customer}} broke.\nSummary:' }],
        },
      },
    ]);
  });

  test('restricts the answer to the labels that the model was tuned on, as they were then', async () => {
    const id = '20261123-00000006';
    const restricted = exampleRun(({ pipeline }) => void (pipeline.generation.choices = 'targets'));
    await world.ledger.createRun({ ...restricted, run: id });
    const cardUri = 'gs://a/dataset.json';
    const times = { startedAt: '2026-11-23T10:00:00Z', finishedAt: '2026-11-23T10:00:01Z' };
    const output = { type: 'landfall.dataset.versioned.v1', data: { cardUri } };
    const name = { pipeline: run.pipeline, run: id };
    await world.ledger.recordResult(name, {
      stage: 'transform',
      status: 'succeeded',
      ...times,
      output: output as never,
    });
    const { generation } = (await world.ledger.findProduction(run.pipeline))!;
    const promptDigest = parsePrompt(run.configuration.prompt).digest;
    await world.ledger.replaceProduction({ ...production, run: id, promptDigest }, generation);

    expect(await ask({ input })).toMatchObject({
      status: 500,
      body: { detail: expect.stringContaining('gone') },
    });
    world.objects.put(cardUri, JSON.stringify({ statistics: [{ labels: { lost: 3, arrival: 2 } }] }));
    expect((await ask({ input })).status).toBe(200);
    expect(asked).toMatchObject([{ choices: ['arrival', 'lost'] }]);
  });

  test('logs every answer as a row of the predictions table, and waits for nobody else', async () => {
    await ask({ input });
    expect(world.logged).toMatchObject([
      {
        id: 'id-1',
        type: 'landfall.prediction.made.v1',
        data: { input: JSON.stringify(input), latency_ms: 120, input_tokens: 9, outcome: 'answered' },
      },
    ]);
    expect(isPredictionMade(world.logged[0]!.data)).toBe(true);
  });

  test('takes what somebody thinks of an answer', async () => {
    const rating = { id: '0d7f3a52-6a52-4a0e-b9a1-0f2a8f6f7c11', good: false };
    expect(await ask(rating, '/v1/pipelines/email-summary:rate')).toEqual({
      status: 200,
      body: { ...rating, pipeline: 'email-summary' },
    });
    expect(world.published).toMatchObject([{ type: 'landfall.answer.rated.v1', data: rating }]);
    expect(asked).toEqual([]);
  });

  test('publishes what is too long for a line of the log, and answers once that is done', async () => {
    const long = { ...input, body: '\u{1f3fa}'.repeat(17_000) };
    expect((await ask({ input: long })).status).toBe(200);
    expect(world.logged).toEqual([]);
    expect(world.published).toMatchObject([{ id: 'id-1', data: { input: JSON.stringify(long) } }]);
  });

  test('answers even when the answer cannot be put on record, and says so where it is counted', async () => {
    world.publish = async () => {
      throw new Error('Pub/Sub is away');
    };
    expect((await ask({ input: { ...input, body: 'long '.repeat(20_000) } })).status).toBe(200);
    expect(world.lines).toMatchObject([
      {
        severity: 'ERROR',
        message: 'id-1 could not be put on record: Pub/Sub is away',
        unrecorded: 'landfall.prediction.made.v1',
      },
    ]);
  });

  test('says of an input that is too long which field makes it so, and by how much', async () => {
    const message = 'The input token count (501) exceeds the maximum number of tokens allowed (383).';
    const rejection = { message, tooLong: { tokens: 501, limit: 383 } };
    next = { outcome: 'rejected', text: '', finishReason: 'INVALID_ARGUMENT', rejection, usage };
    expect(await ask({ input: { customer: 'Ana', body: 'long '.repeat(100) } })).toEqual({
      status: 400,
      body: {
        status: 400,
        title: 'Bad Request',
        detail: 'the prompt has 501 tokens, and gemini-3.5-flash-lite reads 383 at most',
        fix: 'shorten the field body, which is 99 % of the input',
        id: 'id-1',
      },
    });
    expect(world.logged).toMatchObject([{ data: { outcome: 'rejected', text: null } }]);
  });

  test('passes on what the model says of a length that it does not count', async () => {
    const rejection = { message: 'Request payload size exceeds the limit: 20971520 bytes.', tooLong: {} };
    next = { outcome: 'rejected', text: '', finishReason: 'INVALID_ARGUMENT', rejection, usage };
    expect(await ask({ input })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('payload size exceeds the limit') },
    });
  });

  test('does not blame the caller, nor the endpoint, for a request that the model rejects for another reason', async () => {
    const rejection = { message: 'Thinking level is unsupported: THINKING_LEVEL_LOW' };
    next = { outcome: 'rejected', text: '', finishReason: 'INVALID_ARGUMENT', rejection, usage };
    expect(await ask({ input })).toMatchObject({
      status: 502,
      body: { detail: 'the model takes no such request: Thinking level is unsupported: THINKING_LEVEL_LOW' },
    });
    expect(world.logged).toMatchObject([{ data: { outcome: 'failed' } }]);
  });

  test.each([
    ['every field of the question', { customer: ' ', body: '\n' }, 'the fields customer, body are all empty'],
    ['a text of nothing', { customer: '', body: '' }, 'the fields customer, body are all empty'],
  ])('refuses %s that is empty before the model is asked', async (_, empty, what) => {
    expect(await ask({ input: empty })).toMatchObject({ status: 400, body: { detail: what } });
    expect(asked).toEqual([]);
  });

  test('asks where one of several fields is empty, as in training', async () => {
    expect((await ask({ input: { customer: '', body: 'It broke.' } })).status).toBe(200);
  });

  test('refuses a request that no model could take, before anything is made of it', async () => {
    const refused = await ask({ input: { ...input, email: 'x'.repeat(4 << 20) } });
    expect(refused).toMatchObject({ status: 413, body: { detail: 'the request has more than 4 MiB' } });
    expect(asked).toEqual([]);
  });

  test('gives a truncated answer as such', async () => {
    next = { outcome: 'truncated', text: 'Ana has', finishReason: 'MAX_TOKENS', usage };
    expect(await ask({ input })).toMatchObject({
      status: 200,
      body: { outcome: 'truncated', finishReason: 'MAX_TOKENS' },
    });
  });

  test.each<[string, unknown, { path?: string; method?: string }, number, RegExp]>([
    ['another path', {}, { path: '/nothing' }, 404, /nothing is served at \/nothing/],
    ['another method', {}, { method: 'GET' }, 405, /GET/],
    [
      'a pipeline without production',
      { input },
      { path: '/v1/pipelines/other:generate' },
      404,
      /nothing of other is in production/,
    ],
    ['a missing field', { input: { customer: 'Ana' } }, {}, 400, /the field body is missing/],
    ['a field too many', { input: { ...input, mood: 'x' } }, {}, 400, /no field mood/],
    ['a fraction', { input: { ...input, body: 1.5 } }, {}, 400, /body is not a text/],
    ['a text for two fields', { text: 'x' }, {}, 400, /there are 2/],
    ['a user that is nobody', { input, user: '' }, {}, 400, /"user" is not a text/],
    ['a user that is no text', { input, user: 7 }, {}, 400, /"user" is not a text/],
    ['no input', {}, {}, 400, /no "input" object/],
    ['a list', [], {}, 400, /not a JSON object/],
  ])('tells the caller of %s what is wrong', async (_, body, { path, method }, status, what) => {
    expect(await ask(body, path, method)).toMatchObject({
      status,
      body: { status, detail: expect.stringMatching(what) },
    });
    expect(asked).toEqual([]);
    expect([...world.logged, ...world.published]).toEqual([]);
  });

  test.each<[string, Answer | Error, number, RegExp, object]>([
    [
      'a blocked answer',
      { outcome: 'blocked', text: '', finishReason: 'SAFETY', usage },
      422,
      /blocked: SAFETY/,
      { outcome: 'blocked', finish_reason: 'SAFETY', text: null },
    ],
    [
      'an empty answer',
      { outcome: 'empty', text: '', finishReason: 'STOP', usage },
      502,
      /empty/,
      { outcome: 'empty', finish_reason: 'STOP', text: null },
    ],
    [
      'a model that is gone',
      new PermanentError('generating: NOT_FOUND'),
      502,
      /NOT_FOUND/,
      { outcome: 'failed', finish_reason: 'generating: NOT_FOUND', latency_ms: 120, input_tokens: 0 },
    ],
    [
      'a model that is busy',
      new RetryableError('generating: UNAVAILABLE'),
      503,
      /UNAVAILABLE/,
      { outcome: 'failed', finish_reason: 'generating: UNAVAILABLE', text: null },
    ],
    [
      'what nobody foresaw',
      new TypeError('secret detail'),
      500,
      /unforeseen/,
      { outcome: 'failed', finish_reason: 'secret detail' },
    ],
  ])(
    'gives %s a status of its own, and a row by whose id one can ask about it',
    async (_, answer, status, what, row) => {
      next = answer;
      expect(await ask({ input })).toMatchObject({
        status,
        body: { status, detail: expect.stringMatching(what), id: 'id-1' },
      });
      expect(world.logged).toMatchObject([{ id: 'id-1', data: { id: 'id-1', ...row } }]);
      expect(isPredictionMade(world.logged[0]!.data)).toBe(true);
    },
  );

  describe('of a candidate that is a prompt alone', () => {
    const short = { user: 'Short: {{email}}' };
    const { digest: promptDigest } = parsePrompt(short);
    const id = '20261123-000000aa';
    const shots = [1, 2, 3].map((n) => [
      { role: 'user', text: `Short: question ${n}` },
      { role: 'model', text: `answer ${n}` },
    ]);

    beforeEach(async () => {
      const own = exampleRun((configuration) => {
        configuration.prompts = { 'prompt.yaml': configuration.prompt, 'short.yaml': short };
        configuration.candidates = [
          { id: 'few', kind: 'prompted', base: production.base, prompt: 'short.yaml', examples: 2 },
        ];
      });
      await world.ledger.createRun({ ...own, run: id });
      const { generation } = (await world.ledger.findProduction(run.pipeline))!;
      await world.ledger.replaceProduction({ ...production, run: id, candidate: 'few', promptDigest }, generation);
    });

    test('asks in its own prompt, after the examples that it was examined with', async () => {
      world.objects.put(
        world.ledger.artifactUri(shotsPath({ pipeline: run.pipeline, run: id }, promptDigest)),
        JSON.stringify(shots),
      );
      expect(await ask({ input: { email: 'a broken jar' } })).toMatchObject({ status: 200 });
      expect(asked[0]!.request).toEqual({
        turns: [...shots[0]!, ...shots[1]!, { role: 'user', text: 'Short: a broken jar' }],
      });
    });

    test('refuses to ask without them, and says what to do', async () => {
      expect(await ask({ input: { email: 'a broken jar' } })).toMatchObject({
        status: 500,
        body: { detail: expect.stringContaining('the examples that stand before its questions are gone') },
      });
      expect(asked).toEqual([]);
    });
  });

  test('refuses a model that was tuned on another prompt', async () => {
    const pointer = await world.ledger.findProduction(run.pipeline);
    await world.ledger.replaceProduction({ ...pointer!.value, promptDigest: 'another' }, pointer!.generation);
    expect(await ask({ input })).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/tuned on another prompt/) },
    });
    expect(asked).toEqual([]);
  });

  test('follows production within two seconds, and reads it no more often', async () => {
    await ask({ input });
    const pointer = await world.ledger.findProduction(run.pipeline);
    await world.ledger.replaceProduction(
      { ...pointer!.value, serving: [{ endpoint: 'e/new', share: 1 }] },
      pointer!.generation,
    );
    await ask({ input });
    await world.clock.advance(2_000);
    await ask({ input });
    expect(asked.map(({ model }) => model)).toEqual([endpointOf(production), endpointOf(production), 'e/new']);
  });
});
