import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { loadCatalog, type BaseModel } from '../../../catalog';
import { compilePipelines, configurationsOf } from '../../../compiler/pipelines';
import { candidatesOf } from '../../../core/candidates';
import { retirementCandidates, withSuccessor } from '../../../core/retirement/candidates';
import type { Configuration, PipelineSpec } from '../../../schemas/generated/types';
import { deployment } from '../../deployment';

const root = join(__dirname, '../../..');
const catalog = loadCatalog(root);

/** email-summary with these entries in place of its candidates, compiled. */
function compiledWith(candidates: object[]): Configuration {
  const pipelines = mkdtempSync(join(tmpdir(), 'landfall-retirement-'));
  try {
    const folder = join(pipelines, 'email-summary');
    cpSync(join(root, 'pipelines/email-summary'), folder, { recursive: true });
    cpSync(join(folder, 'prompt.yaml'), join(folder, 'short.yaml'));
    const file = join(folder, 'pipeline.yaml');
    const spec = parse(readFileSync(file, 'utf8')) as PipelineSpec;
    writeFileSync(file, stringify({ ...spec, tuning: { ...spec.tuning, candidates } }));
    const compiled = compilePipelines({ root, pipelines, codeVersion: 'test', deployment });
    return configurationsOf(compiled).get('email-summary')!;
  } finally {
    rmSync(pipelines, { recursive: true });
  }
}

const today = compiledWith([
  { id: 'lora', base: 'gemini-3.1-flash-lite', adapterSize: [2, 16], epochs: 9, learningRateMultiplier: 4 },
  { id: 'short', base: 'gemini-3.1-flash-lite', prompt: 'short.yaml' },
]);
const successor = catalog['gemini-3.5-flash-lite']!;

describe('a run for a successor', () => {
  test('tries each prompt, tuned as the successor usually is and as it is, and copies no setting', () => {
    expect(retirementCandidates(today, successor)).toEqual(
      ['prompt.yaml', 'short.yaml'].flatMap((prompt, place) => {
        const common = { base: 'gemini-3.5-flash-lite', prompt };
        const id = `successor-${place + 1}`;
        return [
          { id, kind: 'tuned', ...common, adapterSize: 8 },
          { id: `${id}-k0`, kind: 'prompted', ...common, examples: 0 },
          { id: `${id}-k5`, kind: 'prompted', ...common, examples: 5 },
        ];
      }),
    );
  });

  test('is compiled to the very candidates that it is frozen with', () => {
    const moved = withSuccessor(today, successor.id);
    expect(candidatesOf(compiledWith(retirementCandidates(today, successor)))).toEqual(candidatesOf(moved));
    expect(candidatesOf(moved)[0]).toEqual({
      id: 'successor-1',
      kind: 'tuned',
      base: 'gemini-3.5-flash-lite',
      prompt: 'prompt.yaml',
      adapterSize: 8,
      epochs: 3,
      learningRateMultiplier: 1,
      checkpoints: 'last',
    });
  });

  test('is another configuration of the same pipeline, the same each time', () => {
    const [one, other] = [withSuccessor(today, successor.id), withSuccessor(today, successor.id)];
    expect(one.digest).toBe(other.digest);
    expect(one.digest).not.toBe(today.digest);
    const { gate } = today.pipeline.deployment;
    expect({ ...one.pipeline, tuning: {} }).toEqual({
      ...today.pipeline,
      tuning: {},
      deployment: { ...today.pipeline.deployment, gate: { ...gate, promote: 'notWorse' } },
    });
    expect(one.baseModels[successor.id]).toMatchObject({ id: successor.id, price: expect.anything() as unknown });
  });

  test.each(['notWorse', 'unlessWorse'] as const)('keeps a gate that asks for no more than %s', (promote) => {
    const { pipeline } = today;
    const gate = { ...pipeline.deployment.gate, promote };
    const lenient = { ...today, pipeline: { ...pipeline, deployment: { ...pipeline.deployment, gate } } };
    expect(withSuccessor(lenient, successor.id).pipeline.deployment.gate).toEqual(gate);
  });

  test('is not made of a model that the configuration does not know', () => {
    expect(() => withSuccessor(today, 'gemini-2.5-pro')).toThrow('email-summary was compiled without gemini-2.5-pro');
  });

  test.each<[string, Partial<BaseModel>, object]>([
    ['takes the largest rank of a base that has not the usual one', { adapterSizes: [1, 4] }, { adapterSize: 4 }],
    ['leaves the rank to a provider that chooses it', { adapterSizes: [] }, { kind: 'tuned', adapterSize: undefined }],
    ['only asks a base that takes no tuning', { tunable: false }, { kind: 'prompted', examples: 0 }],
  ])('%s', (_, facts, expected) => {
    const [first] = retirementCandidates(today, { ...successor, ...facts });
    expect({ adapterSize: undefined, ...first }).toMatchObject(expected);
  });

  test('tunes nothing for a pipeline that tunes nothing', () => {
    const asked = compiledWith([{ id: 'few', kind: 'prompted', base: 'gemini-3.1-flash-lite', examples: 3 }]);
    expect(retirementCandidates(asked, successor).map(({ kind }) => kind)).toEqual(['prompted', 'prompted']);
  });

  test('goes on learning preferences where the successor does', () => {
    const preferring = {
      ...today,
      candidates: candidatesOf(today).map((each) => ({ ...each, method: 'preference' as const, beta: 0.3 })),
    } as Configuration;
    const able = { ...successor, preferenceTuning: true as const };
    expect(retirementCandidates(preferring, able)[0]).toMatchObject({ method: 'preference' });
    expect(retirementCandidates(preferring, able)[0]).not.toHaveProperty('beta');
    expect(retirementCandidates(preferring, successor)[0]).not.toHaveProperty('method');
  });
});
