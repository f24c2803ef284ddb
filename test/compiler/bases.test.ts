import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { loadCatalog, type BaseModel } from '../../catalog';
import { judgeBase, successorOf, usableBases, type Deployment } from '../../compiler/bases';
import { compilePipelines } from '../../compiler/pipelines';
import { showProblem } from '../../core/problem';
import { deployment } from '../deployment';

const root = join(__dirname, '../..');
const catalog = loadCatalog(root);
const at = (day: string, more: Partial<Deployment> = {}): Deployment => ({ ...deployment, on: new Date(day), ...more });
const judge = (id: string, where: Deployment) => judgeBase(catalog[id]!, catalog, where);
const source = 'https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions.md.txt';

test.each([
  [
    'a base that lives is open, and says until when',
    'gemini-3.5-flash-lite',
    at('2026-11-28'),
    'open',
    `gemini-3.5-flash-lite is open to tuning until 2027-06-21 at least (${source}, read on 2026-11-28)`,
  ],
  [
    'inside 120 days it is warned of, with what to take instead',
    'gemini-3.1-flash-lite',
    at('2026-12-08'),
    'closing',
    `gemini-3.1-flash-lite is open to tuning until 2027-04-07 at least (${source}, read on 2026-11-28); take gemini-3.5-flash-lite, which is tuned in us-central1`,
  ],
  ['a day before that it is not', 'gemini-3.1-flash-lite', at('2026-12-07'), 'open', 'is open to tuning'],
  [
    'a base that is closed names the date, the source and its successor',
    'gemini-2.5-flash',
    at('2026-11-28'),
    'closed',
    `gemini-2.5-flash is closed to tuning since 2026-09-16 (${source}, read on 2026-11-28); take gemini-3.5-flash-lite, which is tuned in us-central1`,
  ],
  [
    'one whose last promised day is over says that no later one is known',
    'gemini-3.1-flash-lite',
    at('2027-04-07'),
    'closed',
    'was promised for tuning until 2027-04-07 at least',
  ],
  [
    'where nothing lives any more, that is said',
    'gemini-3.5-flash',
    at('2030-01-01'),
    'closed',
    'the catalog has no other base that is tuned in us-central1 on 2030-01-01',
  ],
  [
    'a region that does not tune it is refused with those that do',
    'gemini-3.5-flash-lite',
    at('2026-11-28', { region: 'us-west1' }),
    'unfit',
    'gemini-3.5-flash-lite is not tuned in us-west1, only in us-central1 and europe-west4',
  ],
  [
    'a base that is tuned wherever the deployment is has no region to be missed',
    'gpt-4.1-mini-2025-04-14',
    at('2026-11-28', { region: 'europe-west9' }),
    'closing',
    'gpt-4.1-mini-2025-04-14 is open to tuning until 2027-01-06 (https://developers.openai.com/api/docs/deprecations',
  ],
  [
    'from the day on which its provider closes tuning it is refused, though it still answers',
    'gpt-4.1-mini-2025-04-14',
    at('2027-01-06'),
    'closed',
    'gpt-4.1-mini-2025-04-14 is closed to tuning since 2027-01-06',
  ],
  [
    'a base of a service that tunes in another way is refused with its reason, and what to do',
    'together-llama-3.3-70b',
    at('2026-11-29'),
    'unfit',
    'together-llama-3.3-70b cannot be tuned: Together tunes by an API of its own, and what was tuned there answers on a dedicated endpoint alone, which is billed by the hour (https://docs.together.ai/reference/post-fine-tunes, read on 2026-11-29); ask it as it is, in a candidate of kind: prompted',
  ],
  ['the local model is refused', 'landfall-tiny', at('2030-01-01'), 'unfit', 'is a model of the local cloud alone'],
  ['unless it is allowed', 'landfall-tiny', at('2030-01-01', { localModels: true }), 'open', 'no end that is known'],
])('%s', (_, id, where, standing, reason) => {
  expect(judge(id, where)).toEqual({ standing, reason: expect.stringContaining(reason) as unknown });
});

test('the successor is one that the provider names, as long as it lives itself', () => {
  const instead = (id: string, day: string) => successorOf(catalog[id]!, catalog, at(day, { localModels: true }))?.id;
  expect(instead('gemini-2.5-flash-lite', '2026-11-28')).toBe('gemini-3.1-flash-lite');
  expect(instead('gemini-2.5-flash-lite', '2027-04-07')).toBe('gemini-3.5-flash-lite');
  expect(instead('gemini-3.5-flash-lite', '2030-01-01')).toBe('landfall-tiny');
});

test('the base that lives longest comes first, the local one after all, and last what needs a machine of its own', () => {
  expect(usableBases(catalog, at('2026-11-28', { localModels: true })).map(({ id }) => id)).toEqual([
    'gemini-3.5-flash-lite',
    'gemini-3.5-flash',
    'gemini-3.1-flash-lite',
    'gpt-4.1-mini-2025-04-14',
    'landfall-tiny',
    'landfall-small',
    'gemma-4-26b-a4b-it',
  ]);
});

describe('the shipped pipelines', () => {
  const compile = (where: Deployment, replaceRetired: string[] = []) =>
    compilePipelines({ root, pipelines: 'pipelines', codeVersion: 'test', deployment: where, replaceRetired });
  const bases = (configuration: { baseModels: object }) => Object.keys(configuration.baseModels);

  test('stood on living bases when the catalog was last read, with nothing to warn of', () => {
    const read = Object.values(catalog as Record<string, BaseModel>).map(({ provenance }) => provenance.thinking.asOf);
    for (const compiled of compile(at(read.toSorted().at(-1)!)).values()) {
      expect(compiled).toMatchObject({ warnings: [] });
      expect(compiled).not.toHaveProperty('problems');
    }
  });

  test('are refused at their line once their base is past its date', () => {
    const compiled = compile(at('2030-01-01')).get('banking-intents')!;
    expect('problems' in compiled && compiled.problems.map(showProblem)).toEqual([
      expect.stringMatching(/^pipelines\/banking-intents\/pipeline\.yaml:17: gemini-3\.5-flash-lite was promised/),
    ]);
  });

  test('are warned of before, in a configuration that is the same', () => {
    const [now, later] = [at('2026-11-28'), at('2027-05-01')].map((where) => compile(where).get('email-summary')!);
    expect(later).toMatchObject({
      configuration: { digest: (now as { configuration: { digest: string } }).configuration.digest },
      warnings: [21, 22].map((line) => ({ file: 'pipelines/email-summary/pipeline.yaml', line })),
    });
  });

  test.each([
    ['2027-07-01', 'gemini-3.5-flash-lite'],
    ['2030-01-01', 'landfall-tiny'],
  ])('go on with another where asked to, and say so: %s', (day) => {
    const compiled = compile(at(day, { localModels: true }), ['email-summary']);
    expect(compiled.get('banking-intents')).toHaveProperty('problems');
    const sample = compiled.get('email-summary')!;
    if (!('configuration' in sample)) throw new Error(JSON.stringify(sample));
    expect(bases(sample.configuration)).toEqual(['landfall-tiny']);
    expect(sample.configuration.pipeline.tuning.candidates.map(({ base }) => base)).toEqual(
      Array(2).fill('landfall-tiny'),
    );
    expect(sample.warnings[0]!.reason).toBe(
      'gemini-3.5-flash-lite is past its date: goes on with landfall-tiny, a model of the local cloud alone',
    );
  });

  test('have the limits of the model that answers for them in the local cloud', () => {
    const limitsIn = (where: Deployment) => {
      const compiled = compile(where).get('email-summary')!;
      if (!('configuration' in compiled)) throw new Error(JSON.stringify(compiled));
      return compiled.configuration.baseModels['gemini-3.5-flash-lite'];
    };
    expect(limitsIn(at('2026-11-28'))).toMatchObject({ tokensPerExample: 131072 });
    expect(limitsIn(at('2026-11-28', { localModels: true }))).toMatchObject({
      tokensPerExample: 384,
      contextTokens: 384,
    });
  });

  test('have nothing to go on with in a real deployment when nothing lives', () => {
    expect(compile(at('2030-01-01'), ['email-summary']).get('email-summary')).toHaveProperty('problems');
  });
});
