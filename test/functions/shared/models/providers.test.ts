import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog, type BaseModel } from '../../../../catalog';
import { RetryableError } from '../../../../core/errors';
import { isForbidden, isQuotaUsedUp } from '../../../../functions/shared/models/provider';
import { createGeneration, createTuning, trainingFormOf } from '../../../../functions/shared/models/providers';
import type { Config } from '../../../../functions/shared/stage/config';
import type { Configuration } from '../../../../schemas/generated/types';

const configurationFor = (...models: { provider: string }[]) =>
  ({
    baseModels: Object.fromEntries(models.map((model, index) => [`m${index}`, model])),
    candidates: models.map((_, index) => ({ id: `c${index}`, kind: 'tuned', base: `m${index}` })),
  }) as unknown as Configuration;

describe('the table of providers', () => {
  test.each(Object.values(loadCatalog('.')))('has the one that the catalog names for $id', ({ provider }) => {
    expect(trainingFormOf(configurationFor({ provider }))).toBeDefined();
  });

  test('says which providers there are when it has none of a name', () => {
    expect(() => trainingFormOf(configurationFor({ provider: 'moon' }))).toThrow(
      'no provider of models is called moon',
    );
  });
});

describe('a run of several providers', () => {
  const catalog = loadCatalog('.');
  const [gemini, llama, oss, mini] = [
    'gemini-3.5-flash-lite',
    'together-llama-3.3-70b',
    'fireworks-gpt-oss-120b',
    'gpt-4.1-mini-2025-04-14',
  ].map((id) => catalog[id]!) as [BaseModel, BaseModel, BaseModel, BaseModel];
  const of = (...candidates: [kind: string, model: BaseModel][]) =>
    ({
      baseModels: Object.fromEntries(candidates.map(([, model]) => [model.id, model])),
      candidates: candidates.map(([kind, { id }]) => ({ id: `c-${id}`, kind, base: id })),
    }) as unknown as Configuration;
  const config = { project: 'p', region: 'us-central1' } as Config;

  test('asks each model where it is', () => {
    const { modelOf } = createGeneration(config)(of(['tuned', gemini], ['prompted', llama], ['prompted', oss]));
    expect([gemini, llama, oss].map(modelOf)).toEqual([
      'projects/p/locations/us/publishers/google/models/gemini-3.5-flash-lite',
      'meta-llama/Llama-3.3-70B-Instruct-Turbo',
      'accounts/fireworks/models/gpt-oss-120b',
    ]);
  });

  test.each([gemini, llama])('tells the provider of $id who waits for the answer', async (base) => {
    process.env.TOGETHER_API_KEY = 'a key';
    const { generate } = createGeneration(config)(of(['tuned', base]));
    const model = 'projects/p/locations/us-central1/endpoints/1';
    const generation = { temperature: 0, topP: 1, maxOutputTokens: 8, stopSequences: [] };
    const request = { turns: [{ role: 'user' as const, text: 'x' }] };
    const gone = AbortSignal.abort(new Error('nobody is there any more'));
    await expect(generate({ model, base, generation, request }, { signal: gone })).rejects.toThrow(/nobody is there/);
  });

  test('writes its files in the form of whoever tunes, in whatever order the candidates are', () => {
    expect(trainingFormOf(of(['prompted', llama], ['tuned', gemini]))).toBe(trainingFormOf(of(['tuned', gemini])));
    expect(trainingFormOf(of(['prompted', gemini], ['tuned', mini]))).toBe(trainingFormOf(of(['tuned', mini])));
  });

  test('asks for no tuning jobs, and needs no key for it, where none of its services tunes', async () => {
    const jobs = createTuning(config)(of(['prompted', llama], ['prompted', oss]));
    expect(await jobs.find({ pipeline: 'p', run: 'r' })).toEqual([]);
    await expect(jobs.create({ pipeline: 'p', run: 'r' }, {} as never, {} as never)).rejects.toMatchObject({
      name: 'PermanentError',
      message: expect.stringContaining("Together does not tune through OpenAI's API"),
    });
  });
});

test.each([
  ['RESOURCE_EXHAUSTED of gRPC', { code: 8 }, true, false],
  ['429 of HTTP, beside words of its own', { status: 429, code: 'rate_limit_exceeded' }, true, false],
  ['PERMISSION_DENIED of gRPC', { code: 7 }, false, true],
  ['403 of HTTP', { status: 403, code: null }, false, true],
  ['INTERNAL of gRPC', { code: 13, status: 'INTERNAL' }, false, false],
])('%s is told for what it is', (_, cause, isQuota, isPermission) => {
  const error = new RetryableError('creating', { cause });
  expect([isQuotaUsedUp(error), isForbidden(error)]).toEqual([isQuota, isPermission]);
});

// But console, which asks Google alone whether an endpoint that is gone back to is there.
test('no function knows which provider it works with', () => {
  const knowers = readdirSync('functions', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('shared/models/') && path !== 'shared/stage/clients.ts')
    .filter((path) => /vertex|gemini|publishers\/google/i.test(readFileSync(join('functions', path), 'utf8')));
  expect(knowers).toEqual([join('console', 'deployment.ts')]);
});
