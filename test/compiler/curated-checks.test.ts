import { expect, test } from '@jest/globals';
import { checkCurated } from '../../compiler/curated-checks';
import type { PipelineSpec, PromptTemplate } from '../../schemas/generated/types';

interface Case {
  curated?: undefined;
  chain?: object;
  grounding?: object;
  retraining?: object;
  prompt?: string;
}

/** "training.curated: …" of each problem. */
function problems({ chain, grounding, retraining = {}, prompt = '{{text}}', ...training }: Case): string[] {
  const found: string[] = [];
  const spec = {
    training: { curated: {}, ...training },
    serving: { chain },
    grounding,
    retraining,
  } as unknown as PipelineSpec;
  const prompts: Record<string, PromptTemplate> = { 'prompt.yaml': { user: prompt } };
  checkCurated(spec, prompts, (at, reason) => void found.push(`${at.join('.')}: ${reason}`));
  return found;
}

test('whatever a caller sends as the fields of the prompt can be an example', () => {
  expect(problems({})).toEqual([]);
});

test.each<[string, Case, string]>([
  ['was asked of a chain', { chain: { steps: {} } }, 'training.curated: what a chain was asked is not'],
  ['rests on passages', { grounding: { corpus: 'c' } }, 'training.curated: answers that rest on what was found'],
  [
    'has a field that is called as the target is',
    { prompt: 'Is it {{target}}?' },
    'training.curated: prompt.yaml has a field target, which is what an example has besides its prompt',
  ],
])('what %s cannot', (_, wrong, reason) => {
  expect(problems(wrong)).toEqual([expect.stringContaining(reason)]);
});

test('a pipeline that curates nothing is not asked', () => {
  expect(problems({ curated: undefined, grounding: { corpus: 'c' } })).toEqual([]);
});

test('a pipeline that curates nothing is not retrained for what people say', () => {
  const retraining = { feedback: 200 };
  expect(problems({ retraining })).toEqual([]);
  expect(problems({ curated: undefined, retraining })).toEqual([
    expect.stringMatching(/^retraining\.feedback: .* join no version without training\.curated/),
  ]);
});
