import { describe, expect, test } from '@jest/globals';
import { subjectsOf, type Tried } from '../../../cli/prompt-trial/subjects';
import { own, ownDigest, politeDigest, serving, tried, where } from './trials';

const shots = JSON.stringify(
  ['one', 'two', 'three'].map((text) => [
    { role: 'user', text },
    { role: 'model', text: 'answer' },
  ]),
);
const ledger = { readText: async (path: string) => (path.includes('/shots/') ? shots : undefined) };
const asked = async (some: Partial<Tried> = {}) =>
  (await subjectsOf({ ...tried, ...some }, ledger, where)).map(({ name, model, isTuned, prompt }) => [
    name,
    model.replace('projects/demo/locations/', ''),
    isTuned,
    prompt.digest,
  ]);
const gemini = 'us/publishers/google/models/gemini-3.5-flash-lite';
const itself = { name: 'prompt.yaml', digest: ownDigest, template: own };

test('the base is asked with the prompt, the same base with that of the pipeline, and production as it serves', async () => {
  expect(await asked()).toEqual([
    ['polite.yaml', gemini, false, politeDigest],
    ['base', gemini, false, ownDigest],
    ['production', 'us/endpoints/1', true, ownDigest],
  ]);
});

test.each([
  ['gpt-x', 'gpt-x-1'],
  ['gemma-x', 'global/publishers/google/models/gemma-x-maas'],
])('a base of any provider is asked, by the name that it has there: %s', async (base, model) => {
  const [subject, rival] = await asked({ base });
  expect([subject![1], rival![1]]).toEqual([model, model]);
});

test("the pipeline's own prompt has no rival but production", async () => {
  expect((await asked({ prompt: itself })).map(([name]) => name)).toEqual(['prompt.yaml', 'production']);
});

test("production's own model is asked with the prompt that it was made with, against its base", async () => {
  expect(await asked({ prompt: itself, ofProduction: true })).toEqual([
    ['prompt.yaml', 'us/endpoints/1', true, ownDigest],
    ['base', gemini, false, ownDigest],
  ]);
});

test('what is in production as a base with examples is asked with them', async () => {
  const production = { ...serving.production, candidate: 'shots' };
  const subjects = await subjectsOf({ ...tried, serving: { ...serving, production } }, ledger, where);
  expect(subjects.find(({ name }) => name === 'production')).toMatchObject({
    isTuned: false,
    shots: [{ text: 'one' }, { text: 'answer' }, { text: 'two' }, { text: 'answer' }],
  });
});

describe('is refused', () => {
  test('production with another prompt, with both digests', async () => {
    await expect(asked({ ofProduction: true })).rejects.toMatchObject({
      exitCode: 2,
      message: 'The model in production was made with another prompt.',
      details: {
        why: expect.stringMatching(`with ${ownDigest.slice(0, 12)}, and polite.yaml is ${politeDigest.slice(0, 12)}`),
      },
    });
  });

  const { serving: _, ...withoutProduction } = tried;
  test.each([
    ['nothing in production', { ...withoutProduction, ofProduction: true }, /^Nothing of mails is in production/],
    [
      'nothing to compare with',
      { ...withoutProduction, prompt: itself },
      /^There is nothing to compare prompt.yaml with/,
    ],
    ['a base that the pipeline has not', { ...tried, base: 'gemini-9' }, /^mails has no base model "gemini-9"/],
    [
      'a base that nobody here asks',
      { ...tried, base: 'other' },
      /^other is a model of elsewhere, which no command asks/,
    ],
  ])('%s', async (_, given, message) => {
    await expect(subjectsOf(given, ledger, where)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });
});
