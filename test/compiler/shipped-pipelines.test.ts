import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { loadCatalog, type BaseModel } from '../../catalog';
import { compilePipelines } from '../../compiler/pipelines';
import type { Site } from '../../core/bases';
import { showProblem } from '../../core/problem';
import { deployment } from '../deployment';

const root = join(__dirname, '../..');
const catalog = loadCatalog(root);
const at = (day: string, more: Partial<Site> = {}): Site => ({ ...deployment, on: new Date(day), ...more });

describe('the shipped pipelines', () => {
  const compile = (where: Site, replaceRetired: string[] = []) =>
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
    const limitsIn = (where: Site) => {
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
