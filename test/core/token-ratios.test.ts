import { describe, expect, test } from '@jest/globals';
import { parsePrompt } from '../../core/prompt';
import { ratioOf, targetTokensPerFour, tokenizedPairs, type TokenRatio } from '../../core/token-ratios';
import { exampleRun } from '../functions/fakes';

const example = (asked: number, answered: number, prompt = 10, target = 5) => ({ asked, answered, prompt, target });

describe('what tokenizers make of a sample', () => {
  test('is sums over sums, so that long examples count for more', () => {
    const ratio = ratioOf([example(30, 10), example(20, 5, 40, 5)]);
    expect(ratio).toMatchObject({ examples: 2, prompt: 1, target: 1.5 });
  });

  test.each([
    ['none where all examples are alike', [example(20, 10), example(40, 20, 20, 10), example(20, 10)], 0],
    // Residuals of 2 and 1 with the same sign, of 33 and 27 tokens: √(2 · (3² + 3²) / 1) / 60.
    ['the spread of the examples about the ratio', [example(22, 11), example(18, 9)], 0.1],
    ['whole where there is but one', [example(20, 10)], 1],
  ])('has for its error %s', (_what, sample, error) => expect(ratioOf(sample).error).toBeCloseTo(error, 10));
});

test('tokens are paid for of candidates in their prompts, of the base that all are compared with, and of judges, each once', () => {
  const { configuration } = exampleRun((changed) => {
    changed.prompt = { user: 'Sum up: {{email}}' };
    changed.prompts = { 'long.yaml': { user: 'Sum up what stands here: {{email}}' } };
    changed.pipeline.evaluation.metrics = [{ metric: 'graded', judge: 'judge', rubric: 'Is it right?' }] as never;
    const candidate = { kind: 'prompted', examples: 0 } as const;
    changed.candidates = [
      { ...candidate, id: 'a', base: 'flash', prompt: 'long.yaml' },
      { ...candidate, id: 'b', base: 'flash', prompt: 'long.yaml' },
    ];
  });
  const long = parsePrompt(configuration.prompts!['long.yaml']!).digest;
  const main = parsePrompt(configuration.prompt).digest;
  expect(tokenizedPairs(configuration).map(({ base, prompt }) => [base, prompt.digest])).toEqual([
    ['flash', long],
    ['flash', main],
    ['judge', main],
  ]);
});

test('a target is as long as the tokenizer says that makes most of it', () => {
  const ratio = (target: number) => ({ target }) as TokenRatio;
  expect(targetTokensPerFour([ratio(1.2), ratio(2.1)])).toBe(2.1);
  expect(targetTokensPerFour([])).toBe(1);
});
