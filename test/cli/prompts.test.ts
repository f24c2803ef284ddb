import { expect, test } from '@jest/globals';
import { promptsKnown, readPrompts } from '../../cli/prompts';
import { createLedger } from '../../operations/ledger/ledger';
import { parsePrompt } from '../../core/prompt';
import type { Configuration, ModelEvaluated, Production, Run } from '../../schemas/generated/types';
import { comparisons, record, wholeRun } from './runs';
import { startStoredCloud } from './stored-cloud';

const plain = { user: '{{email}}' };
const polite = { system: 'Be polite to {{first_name}}.', user: '{{email}}' };
const tuned = { kind: 'tuned', base: 'b', prompt: 'prompt.yaml', adapterSize: 8, epochs: 1, learningRateMultiplier: 1 };
const candidates = [
  { ...tuned, id: 'lora-8', checkpoints: 'last' },
  { id: 'polite', kind: 'prompted', base: 'b', prompt: 'polite.yaml', examples: 2 },
] as Configuration['candidates'];

/** A configuration in which one candidate has each of the two prompts. */
const configuration: Configuration = {
  ...record.configuration!,
  prompt: plain,
  prompts: { 'prompt.yaml': plain, 'polite.yaml': polite },
  candidates,
};
const evaluated = wholeRun.evaluate.output!.data as ModelEvaluated;
const production = {
  run: record.run,
  candidate: 'lora-8',
  promptDigest: parsePrompt(plain).digest,
} as Production;
const runOf = (run: string, own: Configuration): Run => ({ ...record, run, configuration: own });

test('a prompt knows its fields, who has it now, what serves with it, and how each candidate of each run did', () => {
  const [first, second] = promptsKnown('email-summary', {
    deployed: configuration,
    production,
    runs: [{ record: runOf(record.run, configuration), evaluated: { ...evaluated, comparisons } }],
  });
  expect(first).toMatchObject({
    files: ['prompt.yaml'],
    digest: parsePrompt(plain).digest,
    fields: ['email'],
    usedBy: ['lora-8'],
    production: { run: record.run, candidate: 'lora-8' },
    uses: [{ run: record.run, candidate: 'lora-8', kind: 'tuned', metric: 'rougeL', score: 0.58 }],
  });
  expect(first!.uses[0]!.verdict).toMatch(/^lora-8 is better than base by 49 points/);
  expect(second).toEqual({
    pipeline: 'email-summary',
    files: ['polite.yaml'],
    digest: parsePrompt(polite).digest,
    template: polite,
    fields: ['first_name', 'email'],
    usedBy: ['polite'],
    uses: [{ run: record.run, candidate: 'polite', kind: 'prompted', metric: 'rougeL' }],
  });
});

test('what a run was frozen with stays known when the file says something else, and nobody has it any more', () => {
  const found = promptsKnown('email-summary', {
    deployed: { ...configuration, prompt: polite, prompts: { 'prompt.yaml': polite }, candidates: [candidates![0]!] },
    runs: [{ record: runOf(record.run, configuration) }],
  });
  expect(found.map(({ files, usedBy }) => ({ files, usedBy }))).toEqual([
    { files: ['prompt.yaml', 'polite.yaml'], usedBy: ['lora-8'] },
    { files: ['prompt.yaml'], usedBy: [] },
  ]);
});

test('the same text with other settings is another one, and production has that of its candidate', () => {
  const warm = { ...plain, generation: { temperature: 1 } };
  const found = promptsKnown('email-summary', {
    deployed: { ...configuration, prompts: { 'prompt.yaml': plain, 'polite.yaml': warm } },
    production: { run: record.run, candidate: 'polite', promptDigest: parsePrompt(warm).digest } as never,
    runs: [{ record: runOf(record.run, { ...configuration, prompts: { 'prompt.yaml': plain, 'polite.yaml': warm } }) }],
  });
  expect(
    found.map(({ files, template, production }) => [files[0], template.generation, production?.candidate]),
  ).toEqual([
    ['prompt.yaml', undefined, undefined],
    ['polite.yaml', { temperature: 1 }, 'polite'],
  ]);
});

test("a chain's prompts are prompts too", () => {
  const chain = { prompts: { 'kind.yaml': { user: 'Of which kind is {{email}}?' } }, schemas: {}, code: {} };
  const found = promptsKnown('email-summary', { deployed: { ...configuration, chain }, runs: [] });
  expect(found.map(({ files, usedBy }) => [files[0], usedBy])).toEqual([
    ['prompt.yaml', ['lora-8']],
    ['polite.yaml', ['polite']],
    ['kind.yaml', ['chain']],
  ]);
});

test('they are read from the ledger alone, the newest run first; a pipeline that does not compile has those of its runs', async () => {
  const stored = await startStoredCloud();
  try {
    await stored.put('pipelines/email-summary/pipeline.json', { problems: [] });
    for (const run of ['20261123-3f9a2c1b', '20261122-00000002'])
      await stored.put(`runs/email-summary/${run}/run.json`, runOf(run, configuration));
    await stored.put(`runs/email-summary/${record.run}/evaluate/result.json`, wholeRun.evaluate);
    const found = await readPrompts(createLedger(stored.cloud), ['email-summary', 'other']);
    expect(found.map(({ usedBy, uses }) => [usedBy, uses.map(({ run, score }) => [run, score])])).toEqual([
      [
        [],
        [
          ['20261122-00000002', undefined],
          ['20261123-3f9a2c1b', 0.58],
        ],
      ],
      [
        [],
        [
          ['20261122-00000002', undefined],
          ['20261123-3f9a2c1b', undefined],
        ],
      ],
    ]);
  } finally {
    await stored.stop();
  }
});
