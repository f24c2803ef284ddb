import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import OpenAI, { toFile } from 'openai';
import { loadCatalog } from '../../../catalog';
import { createGeneration } from '../../../functions/shared/models/openai/generation';
import { createEndpoints } from '../../../functions/shared/models/openai/endpoints';
import { createLosses } from '../../../functions/shared/models/openai/losses';
import { createTuningJobs } from '../../../functions/shared/models/openai/tuning-jobs';
import type { TuningJob } from '../../../functions/shared/models/provider';
import { createCompletions, type Completions } from '../../../functions/shared/stage/completions';
import { createOpenAi, type LocalOpenAi } from '../../../local/openai';
import { openState, type State } from '../../../local/state';
import { eventually } from '../../eventually';

const base = 'gpt-4.1-mini-2025-04-14';
const fixtures = join(__dirname, '../vertex/fixtures');
const small = {
  baseOf: (model: string) => ({
    id: `small ${model}`,
    countTurn: ({ text }: { text: string }) => text.split(' ').length,
    maxTokensPerExample: 40,
    contextLength: 50,
  }),
  tuneProcess: join(fixtures, 'tune-process.js'),
  generateProcess: join(fixtures, 'generate-process.js'),
};

let folder: string;
let state: State;
let local: LocalOpenAi;
let server: Server;
let client: OpenAI;
/** As serve asks. */
let chat: Completions;

async function start(on = '2026-11-28') {
  state = openState(join(folder, 'state'));
  local = createOpenAi({
    state,
    directory: join(folder, 'openai'),
    log: { write: () => {} },
    models: Object.values(loadCatalog('.')).filter(({ service }) => service),
    clock: { now: () => Date.parse(on) } as never,
    small,
  });
  server = express().use(local.router).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  client = new OpenAI({ apiKey: 'sk-1', baseURL, maxRetries: 0 });
  chat = createCompletions({ baseUrl: baseURL, apiKey: () => 'sk-1' });
}

async function stop() {
  server.closeAllConnections();
  server.close();
  await local.close();
  await state.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'landfall-openai-'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

const line = (text: string) =>
  `${JSON.stringify({
    messages: [
      { role: 'user', content: text },
      { role: 'assistant', content: 'Yes' },
    ],
  })}\n`;
const lines = (count: number, text = 'a question') => Array.from({ length: count }, () => line(text)).join('');
const upload = (text: string) =>
  toFile(Buffer.from(text), 'train.jsonl').then((file) => client.files.create({ file, purpose: 'fine-tune' }));
const run = { pipeline: 'p', run: 'r' };
const settings = { id: 'a', base, epochs: 2, learningRateMultiplier: 1 } as never;
const tuningOf = (text: string) =>
  createTuningJobs(async () => client, { openRead: () => Readable.from([Buffer.from(text)]) });
const ended = (jobs: ReturnType<typeof tuningOf>, { name }: TuningJob) =>
  eventually(async () => {
    const job = await jobs.get(name);
    return job.state === 'running' ? undefined : job;
  }, 'the end of the job');

test('nothing is told without a key', async () => {
  const nobody = await fetch(`${client.baseURL}/models`);
  expect(nobody.status).toBe(401);
  expect(await nobody.json()).toMatchObject({ error: { code: 'invalid_api_key', type: 'invalid_request_error' } });
});

test('files are kept as they came, and are gone once deleted', async () => {
  const { id, bytes, filename, purpose } = await upload(lines(2));
  expect({ bytes, filename, purpose }).toEqual({
    bytes: lines(2).length,
    filename: 'train.jsonl',
    purpose: 'fine-tune',
  });
  expect(await (await client.files.content(id)).text()).toBe(lines(2));
  expect((await client.files.list()).data.map((file) => file.id)).toEqual([id]);
  await client.files.delete(id);
  await expect(client.files.retrieve(id)).rejects.toMatchObject({ status: 404 });
});

describe('a fine-tuning job', () => {
  test('is found by its metadata, ends with a model, its checkpoints, losses and what is billed, and the model answers', async () => {
    const jobs = tuningOf(lines(12));
    const created = await jobs.create(run, settings, { trainUri: 'gs://b/t', validationUri: 'gs://b/v' });
    expect(await jobs.find(run)).toMatchObject([{ name: created.name, candidate: 'a', base }]);
    expect(await jobs.find({ pipeline: 'p', run: 'another' })).toEqual([]);
    const job = await ended(jobs, created);
    expect(job).toMatchObject({ state: 'succeeded', billedTokens: expect.any(Number) });
    expect(job.model).toMatch(/^ft:gpt-4\.1-mini-2025-04-14:landfall:a-p:/);
    expect(job.checkpointEndpoints).toEqual([`${job.model}:ckpt-step-2`]);
    const losses = await createLosses(async () => client).of(job);
    expect(losses).toEqual({
      training: [4, 2, 4 / 3, 1].map((loss, index) => ({ step: index + 1, loss })),
      validation: [
        { step: 2, loss: 3 },
        { step: 4, loss: 1.5 },
      ],
    });

    const { outcome, usage } = await createGeneration(async () => chat).generate({
      model: job.endpoint!,
      base: { id: base } as never,
      request: { turns: [{ role: 'user', text: 'Well' }] },
      generation: { temperature: 0, topP: 1, maxOutputTokens: 8, stopSequences: [] } as never,
    });
    expect([outcome, usage.inputTokens > 0]).toEqual(['answered', true]);

    await createEndpoints(async () => client).remove(job.endpoint!);
    await expect(client.models.retrieve(job.endpoint!)).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    expect(readdirSync(join(folder, 'openai/tuning-jobs'))).toEqual([]);
  });

  test('of fewer than ten examples fails, and says why', async () => {
    const { id } = await upload(lines(9));
    const job = await client.fineTuning.jobs.create({ model: base, training_file: id });
    expect(job).toMatchObject({
      status: 'failed',
      error: { code: 'invalid_training_file', message: expect.stringContaining('must have at least 10 examples') },
    });
  });

  test('of a line that is no conversation fails, and names the line', async () => {
    const { id } = await upload(`${lines(10)}{"messages":[{"role":"robot","content":"x"}]}\n`);
    const { error } = await client.fineTuning.jobs.create({ model: base, training_file: id });
    expect(error!.message).toContain('Line 11: messages[0].role: "robot" is no role');
  });

  test.each([
    [{ model: 'gpt-9' }, 'model_not_available'],
    [{ training_file: 'file-9' }, 'invalid_value'],
    [{ suffix: 'x'.repeat(65) }, 'invalid_value'],
    [{ method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 0 } } } }, 'invalid_value'],
  ])('is refused with %j', async (more, code) => {
    const { id } = await upload(lines(10));
    const asked = { model: base, training_file: id, ...more } as never;
    await expect(client.fineTuning.jobs.create(asked)).rejects.toMatchObject({ status: 400, code });
  });

  test('is refused from the day on which tuning is closed', async () => {
    await stop();
    await start('2027-01-06');
    const { id } = await upload(lines(10));
    await expect(client.fineTuning.jobs.create({ model: base, training_file: id })).rejects.toMatchObject({
      status: 400,
      code: 'model_not_available',
    });
  });

  test('is cancelled once', async () => {
    const jobs = tuningOf(lines(10, 'WAIT'));
    const created = await jobs.create(run, settings, { trainUri: 'gs://b/t' });
    await jobs.cancel(created.name);
    await expect(ended(jobs, created)).resolves.toMatchObject({ state: 'cancelled' });
    await expect(jobs.cancel(created.name)).rejects.toMatchObject({ name: 'PermanentError' });
  });

  test('goes on after a restart', async () => {
    const jobs = tuningOf(lines(10, 'WAIT'));
    const { name } = await jobs.create(run, settings, { trainUri: 'gs://b/t' });
    const tuning = () => join(folder, 'openai/tuning-jobs', readdirSync(join(folder, 'openai/tuning-jobs'))[0]!);
    await eventually(async () => existsSync(join(tuning(), 'saved')), 'an epoch');
    await stop();
    await start();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(tuning(), 'go'), '');
    const again = tuningOf('');
    await expect(ended(again, { name } as TuningJob)).resolves.toMatchObject({ state: 'succeeded' });
  });
});

describe('a chat completion', () => {
  const messages = [{ role: 'user' as const, content: 'Hello there' }];

  const streamed = async (more: object = {}) => {
    const asked = {
      model: base,
      messages,
      seed: 1,
      stream: true,
      stream_options: { include_usage: true },
      ...more,
    } as const;
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of await client.chat.completions.create(asked)) chunks.push(chunk);
    return chunks;
  };

  test('streams the same text piece by piece, then how it ended, then what it took', async () => {
    const whole = await client.chat.completions.create({ model: base, messages, seed: 1 });
    const chunks = await streamed();
    const deltas = chunks.flatMap(({ choices: [choice] }) => choice?.delta ?? []);
    expect(deltas[0]).toEqual({ role: 'assistant', content: '' });
    expect(deltas.filter(({ content }) => content)).toHaveLength(3);
    expect(deltas.map(({ content }) => content ?? '').join('')).toBe(whole.choices[0]!.message.content);
    expect(chunks.flatMap(({ choices: [choice] }) => choice?.finish_reason ?? [])).toEqual(['stop']);
    expect(chunks.map(({ usage }) => usage)).toEqual([...Array<null>(chunks.length - 1).fill(null), whole.usage]);
    const without = await streamed({ stream_options: undefined });
    expect(without.every((chunk) => !('usage' in chunk))).toBe(true);
  });

  test('streams an object whose only value is one of a few', async () => {
    const schema = { type: 'object', properties: { label: { type: 'string', enum: ['a "b"', 'c'] } } };
    const asked = { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } } } as never;
    const { choices } = await client.chat.completions.create({ model: base, messages, seed: 1, ...(asked as object) });
    const chunks = await streamed(asked);
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    expect(text).toBe(choices[0]!.message.content);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['label']);
  });

  test('that fails before it has begun is an answer of its own, and later the end of its stream', async () => {
    const failing = (content: string) => streamed({ messages: [{ role: 'user', content }] });
    await expect(failing('FAIL')).rejects.toMatchObject({ status: 500 });
    await expect(failing('FAIL LATE')).rejects.toMatchObject({
      status: undefined,
      error: { message: 'the weights are not there', type: 'server_error' },
    });
  });

  test.each([true, false])('stops when its caller leaves, streamed: %s', async (stream) => {
    const silence = join(folder, 'silence');
    const leaving = new AbortController();
    const talk = { model: base, messages: [{ role: 'user' as const, content: `TALK ${silence}` }], stream };
    const listen = async () => {
      const answer = await client.chat.completions.create(talk, { signal: leaving.signal });
      for await (const _ of answer as AsyncIterable<object>);
      leaving.signal.throwIfAborted(); // a stream that is left ends without an error
    };
    const leave = eventually(() => existsSync(`${silence}.begun`)).then(() => leaving.abort());
    await Promise.all([leave, expect(listen()).rejects.toThrow('aborted')]);
    await eventually(() => existsSync(silence), 'the end of the talk');
  });

  test.each<[object, number, string]>([
    [{ model: 'gpt-9' }, 404, 'model_not_found'],
    [{ messages: [{ role: 'user', content: 'word '.repeat(60) }] }, 400, 'context_length_exceeded'],
    [{ messages: [] }, 400, 'invalid_value'],
    [{ n: 2 }, 400, 'invalid_value'],
    [{ tools: [] }, 400, 'unsupported_parameter'],
    [{ stop: ['a', 'b', 'c', 'd', 'e'] }, 400, 'invalid_value'],
    [{ response_format: { type: 'json_object' } }, 400, 'invalid_value'],
  ])('is refused with %j', async (more, status, code) => {
    await expect(client.chat.completions.create({ model: base, messages, ...more })).rejects.toMatchObject({
      status,
      code,
    });
  });

  test('of a base that has ended is refused', async () => {
    await stop();
    await start('2027-01-14');
    await expect(client.chat.completions.create({ model: base, messages })).rejects.toMatchObject({ status: 404 });
  });
});

describe('services beside OpenAI', () => {
  const messages = [{ role: 'user' as const, content: 'Hello there' }];
  const llama = 'meta-llama/Llama-3.3-70B-Instruct-Turbo';
  const oss = 'accounts/fireworks/models/gpt-oss-120b';
  const withKey = (apiKey: string) => new OpenAI({ apiKey, baseURL: client.baseURL, maxRetries: 0 });
  const idsOf = async (of: OpenAI) => (await of.models.list()).data.map(({ id }) => id);

  test('answer with their own key for their own models alone, by the names that they have there', async () => {
    const together = withKey('local-TOGETHER_API_KEY');
    const { choices, model } = await together.chat.completions.create({ model: llama, messages });
    expect([model, choices[0]!.finish_reason]).toEqual([llama, 'stop']);
    expect(await idsOf(together)).toEqual([llama]);
    expect((await together.models.retrieve(llama)).id).toBe(llama);
    await expect(together.chat.completions.create({ model: base, messages })).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    expect(await idsOf(withKey('local-OPENAI_API_KEY'))).toEqual([base]);
    expect((await idsOf(withKey('owner'))).toSorted()).toEqual([oss, base, llama]);
  });

  test('that do not tune this way have neither files nor jobs', async () => {
    const fireworks = withKey('local-FIREWORKS_API_KEY');
    for (const asked of [fireworks.files.list(), fireworks.fineTuning.jobs.list()])
      await expect(asked).rejects.toMatchObject({ status: 404, message: expect.stringContaining('Invalid URL') });
  });

  test('have a model that thinks use up of the limit of its answer what its effort takes', async () => {
    const fireworks = withKey('local-FIREWORKS_API_KEY');
    const ask = async (more: object) =>
      (await fireworks.chat.completions.create({
        model: oss,
        messages,
        max_tokens: 140,
        ...more,
      })) as OpenAI.ChatCompletion;
    const low = await ask({ reasoning_effort: 'low' });
    expect(low.usage!.completion_tokens_details).toEqual({ reasoning_tokens: 128 });
    expect(low.usage!.completion_tokens).toBeGreaterThan(128);
    const unsaid = await ask({});
    expect([unsaid.choices[0]!.finish_reason, unsaid.choices[0]!.message.content]).toEqual(['length', '']);
    await expect(ask({ reasoning_effort: 'none' })).rejects.toMatchObject({ status: 400, param: 'reasoning_effort' });
  });

  test('are asked by the provider with the least thinking, under the names that they give', async () => {
    const [together, fireworks] = ['together-llama-3.3-70b', 'fireworks-gpt-oss-120b'].map(
      (id) => loadCatalog('.')[id]!,
    );
    const generation = createGeneration(async () => chat);
    for (const [model, name] of [
      [together!, llama],
      [fireworks!, oss],
    ] as const) {
      expect(generation.modelOf(model)).toBe(name);
      const { outcome } = await generation.generate({
        model: name,
        base: model,
        request: { turns: [{ role: 'user', text: 'Well' }] },
        generation: { temperature: 0, topP: 1, maxOutputTokens: 160, stopSequences: [] } as never,
      });
      expect(outcome).toBe('answered');
    }
  });
});
