import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalog, type BaseModel } from '../../catalog';
import { modelOf, generate } from '../../cli/generate';
import { requestOf } from '../../core/contents';
import { generationFor, type FrozenModel, type ModelQuestion } from '../../core/models/question';
import { parsePrompt } from '../../core/prompt';
import { createOpenAi, type LocalOpenAi } from '../../local/openai';
import { openState, type State } from '../../local/state';
import { baseModel, openModel, plain, startCloud, wordModel, type Cloud } from '../local/vertex/fixtures/cloud';

const place = { project: 'landfall-local', region: 'us-central1' };
const catalog = loadCatalog('.');
const prompt = parsePrompt({
  system: 'Be brief.',
  user: 'about {{text}}',
  examples: [{ user: 'about one', model: '1' }],
  generation: { temperature: 0.5, stopSequences: ['END'] },
});
const pipeline = { generation: { temperature: 0, topP: 0.9, maxOutputTokens: 2000, stopSequences: [] } };

let folder: string;
let vertex: Cloud;
let state: State;
let openai: LocalOpenAi;
let server: Server;
let endpoints: { vertex: string; openai: string };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'landfall-generate-'));
  vertex = await startCloud();
  state = openState(join(folder, 'state'));
  openai = createOpenAi({
    state,
    directory: join(folder, 'openai'),
    log: { write: () => {} },
    models: Object.values(catalog).filter(({ service }) => service),
    clock: { now: () => Date.parse('2026-11-28') } as never,
    small: wordModel,
  });
  server = express().use(openai.router).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoints = { vertex: vertex.url, openai: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await openai.close();
  await state.close();
  await vertex.remove();
  rmSync(folder, { recursive: true, force: true });
});

const open = { ...openModel, provider: 'vertex-open' } as unknown as FrozenModel;
const bases: [string, FrozenModel][] = [
  ['a Gemini of Vertex AI', { ...plain, id: baseModel } as unknown as FrozenModel],
  ['an open model of Vertex AI, managed', open],
  ...Object.values(catalog)
    .filter(({ service }) => service)
    .map((base): [string, BaseModel] => [`${base.id} of ${base.service!.title}`, base]),
];

const questionOf = (base: FrozenModel, more: Partial<ModelQuestion> = {}): ModelQuestion => ({
  model: modelOf(base, place)!,
  base,
  request: requestOf(prompt, { text: 'two three' }),
  generation: generationFor(prompt, pipeline),
  ...more,
});

describe.each(bases)('%s', (_, base) => {
  test('is asked with the examples and the settings of the prompt, and answers', async () => {
    const { text, ...answer } = await generate(questionOf(base), endpoints);
    expect(answer).toMatchObject({ outcome: 'answered', usage: { inputTokens: expect.any(Number) } });
    expect(JSON.parse(text)).toMatchObject({
      said: 'about two three',
      system: 'Be brief.',
      turns: 3,
      ...(base.ignoredSettings?.includes('temperature') ? {} : { temperature: 0.5 }),
      stopSequences: ['END'],
    });
  });

  test('says one of the choices, as a text', async () => {
    const { text } = await generate(questionOf(base, { choices: ['yes', 'no'] }), endpoints);
    expect(JSON.parse(text)).toMatchObject({ choices: ['yes', 'no'] });
  });

  test('rejects a question that is longer than it reads, which is an answer', async () => {
    const request = requestOf(prompt, { text: 'word '.repeat(60) });
    expect(await generate(questionOf(base, { request }), endpoints)).toMatchObject({ outcome: 'rejected', text: '' });
  });

  test('that is not there is an error in the words of who was asked', async () => {
    const model = `${modelOf(base, place)!}-none`;
    await expect(generate(questionOf(base, { model }), endpoints)).rejects.toThrow(/HTTP 404|not found/);
  });
});

test('an endpoint without a machine is told as one', async () => {
  const model = 'projects/landfall-local/locations/us-central1/endpoints/landfall-7';
  await expect(generate(questionOf(open, { model }), endpoints)).rejects.toThrow(/Vertex AI: .*landfall-7: HTTP 404/);
});

test('a provider that no command asks has no name for its models', () => {
  expect(modelOf({ id: 'x', provider: 'elsewhere' } as unknown as FrozenModel, place)).toBeUndefined();
});
