import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { compilePipelines, configurationsOf } from '../../../../compiler/pipelines';
import type { Playground } from '../../../../functions/console/answers';
import type { Generation, Question } from '../../../../functions/shared/models/provider';
import { deployment } from '../../../deployment';
import { startStoredCloud, type StoredCloud } from '../../../cli/stored-cloud';
import { serveConsole, type ServedConsole } from '../served-console';

const root = join(__dirname, '../../../..');
const pipelines = join(root, 'pipelines');
const configuration = configurationsOf(compilePipelines({ root, pipelines, codeVersion: 'test', deployment })).get(
  'email-summary',
)!;
const path = 'pipelines/email-summary';
const base = Object.keys(configuration.baseModels)[0]!;
const run = { pipeline: 'email-summary', run: '20261123-3f9a2c1b' };
const model = { run: run.run, candidate: 'lora-8', base, model: 'm@1', promptDigest: 'd', metrics: {} };
const endpoint = (id: number) => `projects/demo/locations/us-central1/endpoints/${id}`;

describe('the playground', () => {
  let stored: StoredCloud;
  let server: ServedConsole;
  const asked: Question[] = [];
  const toServe: { path: string; body: unknown }[] = [];
  let served = { status: 200, text: '' };

  beforeAll(async () => {
    stored = await startStoredCloud();
    await stored.put(`pipelines/email-summary/pipeline.json`, configuration);
    await stored.put(`runs/email-summary/${run.run}/run.json`, { ...run, configuration });
    const production = {
      pipeline: run.pipeline,
      ...model,
      serving: [{ endpoint: endpoint(1), share: 1 }],
      deployedAt: '2026-11-23T10:00:00.000Z',
    };
    const previous = { ...model, candidate: 'lora-16', endpoint: endpoint(2) };
    const canary = { ...previous, endpoint: endpoint(3), steps: [0.1, 1], step: 0, startedAt: '', steppedAt: '' };
    await stored.put('pipelines/email-summary/production.json', { ...production, previous, canary });
    stored.endpoints.add(endpoint(2));
    const generation: Generation = {
      modelOf: ({ id }) => `models/${id}`,
      generate: async (question, { onText } = {}) => {
        asked.push(question);
        if (question.request.turns.at(-1)!.text.includes('break')) throw new Error('the model is away');
        onText?.('Ana ');
        onText?.('asks.');
        const usage = { inputTokens: 10, outputTokens: 2, thoughtTokens: 0 };
        return { outcome: 'answered', text: 'Ana asks.', finishReason: 'STOP', usage };
      },
    };
    server = await serveConsole({
      cloud: stored.cloud,
      generationOf: () => generation,
      serve: async (to, body) => {
        toServe.push({ path: to, body: JSON.parse(body) });
        const { status: statusCode, text } = served;
        return Object.assign(Readable.from([Buffer.from(text)]), { statusCode }) as unknown as IncomingMessage;
      },
    });
  });
  afterAll(async () => {
    await server.stop();
    await stored.stop();
  });

  const stream = async (what: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.url}${path}/${what}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };

  test('names production, candidates whose endpoints are still there, and bases, each with its prompt and price', async () => {
    const { body } = await server.ask<Playground>('GET', `${path}/playground`);
    expect(body.subjects.map(({ name, kind, fields }) => [name, kind, fields])).toEqual([
      ['production', 'production', ['email']],
      [`${run.run}/lora-16`, 'candidate', ['email']],
      [base, 'base', ['email']],
    ]);
    expect(body.subjects[0]!.perMillion!.input).toBeGreaterThan(body.subjects[2]!.perMillion!.input);
    expect(body.prompts[0]).toMatchObject({ file: 'prompt.yaml', user: '{{email}}' });
  });

  test('a candidate is asked at its endpoint with the prompt that it was made with, and heard as it speaks', async () => {
    const { text } = await stream('try', { subject: `${run.run}/lora-16`, input: { email: 'Hi' } });
    expect(text).toMatch(
      /^data: {"text":"Ana "}\n\ndata: {"text":"asks."}\n\nevent: done\ndata: {"outcome":"answered"/,
    );
    expect(JSON.parse(/event: done\ndata: (.*)/.exec(text)![1]!)).toMatchObject({ price: expect.any(Number) });
    expect(asked.at(-1)).toMatchObject({
      model: endpoint(2),
      request: { system: configuration.prompt.system, turns: [{ role: 'user', text: 'Hi' }] },
    });
  });

  test('a base is asked with the prompt that was written on the page', async () => {
    const prompt = { system: 'Be short.', user: 'Mail: {{email}}' };
    await stream('try', { subject: base, input: { email: 'Hi' }, prompt });
    expect(asked.at(-1)).toMatchObject({
      model: `models/${base}`,
      request: { system: 'Be short.', turns: [{ role: 'user', text: 'Mail: Hi' }] },
    });
  });

  test.each([
    ['a candidate with another prompt', { subject: `${run.run}/lora-16`, input: {}, prompt: { user: 'x' } }, 400],
    ['a field that is missing', { subject: base, input: {} }, 400],
    ['a value that is none', { subject: base, input: { email: {} } }, 400],
    ['a candidate whose endpoint is gone', { subject: `${run.run}/lora-8`, input: { email: 'x' } }, 404],
    ['production, which is asked through serve', { subject: 'production', input: { email: 'x' } }, 404],
  ])('%s is refused before a model is asked', async (_, body, status) => {
    const before = asked.length;
    expect((await stream('try', body)).status).toBe(status);
    expect(asked).toHaveLength(before);
  });

  test('a model that cannot be asked is a problem, and not an answer', async () => {
    expect((await stream('try', { subject: base, input: { email: 'break' } })).status).toBe(500);
  });

  test('production is asked through serve, whose events are passed on as they are', async () => {
    served = { status: 200, text: 'data: {"text":"Hi"}\n\nevent: done\ndata: {"id":"1"}\n\n' };
    expect(await stream('ask', { input: { email: 'Hi' } })).toEqual({ status: 200, text: served.text });
    expect(toServe.at(-1)).toEqual({
      path: '/v1/pipelines/email-summary:streamGenerate',
      body: { input: { email: 'Hi' } },
    });
  });

  test('what serve refuses is refused in its words', async () => {
    served = { status: 400, text: JSON.stringify({ detail: 'the field email is missing', fix: 'send it' }) };
    const { status, text } = await stream('ask', {});
    expect([status, JSON.parse(text)]).toEqual([
      400,
      { title: 'Bad Request', status: 400, detail: 'the field email is missing', fix: 'send it' },
    ]);
  });

  test('a rating goes to serve, which has it on record', async () => {
    served = { status: 200, text: '{"good":false}' };
    const { body } = await server.ask('POST', `${path}/feedback`, { id: '1', good: false, correction: 'x' });
    expect(body).toEqual({ good: false });
    expect(toServe.at(-1)!.path).toBe('/v1/pipelines/email-summary:feedback');
  });
});
