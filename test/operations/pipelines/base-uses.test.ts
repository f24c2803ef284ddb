import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { servedUses, usesOf } from '../../../operations/pipelines/base-uses';
import { readSpecs } from '../../../compiler/read-specs';
import type { PipelineSpec, Production } from '../../../schemas/generated/types';

const { pipelines, corpora, problems } = readSpecs(join(__dirname, '../../../pipelines'));
const spec = (name: string) => pipelines.find((each) => each.name === name)!;
const breaksOf = (uses: ReturnType<typeof usesOf>) =>
  uses.map(({ base, by, breaks }) => `${base}: ${by} ${breaks.inference}`);

test('the folders of the samples can all be read', () => {
  expect(problems).toEqual([]);
  expect(pipelines.map(({ name }) => name)).toEqual(['banking-intents', 'email-summary', 'support-answers']);
  expect(readSpecs('/nowhere')).toEqual({ pipelines: [], corpora: [], problems: [] });
});

test('a tuned candidate stands on new access, tuning and answers of its base', () => {
  const [first] = usesOf(spec('email-summary'), corpora);
  expect(first).toEqual({
    base: 'gemini-3.5-flash-lite',
    purpose: 'tuning',
    by: 'lora-8',
    breaks: {
      access: 'cannot be begun by a project that is new to the model',
      tuning: 'cannot be tuned',
      inference: 'cannot be evaluated or deployed',
      price: 'costs something else than catalog/prices says',
    },
  });
});

test('so does everything else that asks a model: steps, fallbacks, judges, summaries, corpora', () => {
  const own = spec('support-answers');
  const all = {
    ...own,
    tuning: { ...own.tuning, candidates: [{ id: 'few', kind: 'prompted', base: ['a', 'b'] }] },
    evaluation: { ...own.evaluation, metrics: [{ metric: 'preferred', judge: 'c' }] },
    grounding: { corpus: 'support-policies' },
    serving: {
      ...own.serving,
      history: { summary: { model: 'd' } },
      chain: { steps: { look: { ask: { model: 'e' }, fallback: { model: 'f' } } } },
      outcomes: { blocked: [{ fallBack: 'g' }] },
    },
  } as unknown as PipelineSpec;
  expect(breaksOf(usesOf(all, corpora))).toEqual([
    'a: few cannot be evaluated or deployed',
    'b: few cannot be evaluated or deployed',
    'e: step look ends with 404',
    'f: step look ends with 404',
    'g: fallback of blocked ends with 404',
    'c: judge measures nothing',
    'd: conversations are summarised no more',
    'gemini-embedding-2: corpus support-policies is neither indexed nor searched',
  ]);
});

test('production and its canary stand on their bases, tuned or as they are', () => {
  const production = {
    pipeline: 'email-summary',
    base: 'a',
    serving: [{ endpoint: 'projects/p/locations/us/endpoints/1', share: 1 }],
    canary: { base: 'b', endpoint: 'b' },
  } as Production;
  expect(servedUses(production)).toMatchObject([
    { base: 'a', purpose: 'tuning', by: 'production', breaks: { inference: 'answers of email-summary end with 404' } },
    { base: 'b', purpose: 'answers', by: 'canary', breaks: { inference: 'answers of email-summary end with 404' } },
  ]);
});
