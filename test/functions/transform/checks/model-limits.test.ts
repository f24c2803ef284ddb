import { describe, expect, test } from '@jest/globals';
import type { SplitSizes } from '../../../../functions/transform/checks/features';
import type { Finding } from '../../../../functions/transform/checks/findings';
import { form } from '../../../../functions/shared/models/vertex/form';
import { checkLimits, type TuningLimits } from '../../../../functions/transform/checks/model-limits';

const model: TuningLimits = {
  id: 'gemini-2.5-flash',
  tokensPerExample: 1000,
  trainingExamples: 5000,
  trainingBytes: 1_000_000,
  validationExamples: 2000,
  validationShare: 0.3,
  validationShareFrom: 1000,
};

const { lineBytes } = form;

const size = (split: SplitSizes['split'], examples: number, bytes = examples * 100): SplitSizes => ({
  split,
  count_examples: examples,
  count_groups: examples,
  text_bytes: bytes,
  prompt_total: 0,
  prompt_percentiles: [],
  target_total: 0,
  target_percentiles: [],
});

const tokens = (count: number, ...longest: number[]): Map<number, Finding> =>
  new Map([
    [
      1000,
      {
        name: 'tokensPerExample 1000',
        count,
        total: 4000,
        details: { longest: longest[0] ?? 0 },
        rows: longest.map((each, index) => ({
          key: `k${index}`,
          origin: `gs://b/o#1:${index}`,
          facts: [String(each)],
        })),
      },
    ],
  ]);

describe('the limits of a base model', () => {
  const outcomes = (sizes: SplitSizes[], found = tokens(0, 10)) =>
    Object.fromEntries(
      checkLimits([model], { sizes, tokens: found, lineBytes }).map(({ name, outcome }) => [name, outcome]),
    );

  test.each<[string, SplitSizes[], Record<string, string>]>([
    [
      'are kept by a small set without validation examples',
      [size('train', 100), size('evaluation', 9)],
      { tokensPerExample: 'passed', trainingExamples: 'passed', trainingBytes: 'passed' },
    ],
    ['are broken by too many examples', [size('train', 5001, 9)], { trainingExamples: 'failed' }],
    ['are kept at their edge', [size('train', 5000, 9)], { trainingExamples: 'passed' }],
    ['are broken by too many bytes', [size('train', 10, 1_000_000)], { trainingBytes: 'failed' }],
    ['count the JSON around the texts', [size('train', 5000, 500_000)], { trainingBytes: 'failed' }],
    [
      'are broken by too many validation examples',
      [size('train', 5000, 9), size('validation', 2001)],
      { validationExamples: 'failed', validationShare: 'failed' },
    ],
    [
      'ask for a share only of many validation examples',
      [size('train', 1500), size('validation', 1000)],
      { validationExamples: 'passed', validationShare: 'passed' },
    ],
    [
      'are broken by a large share of many',
      [size('train', 3000), size('validation', 1001)],
      { validationShare: 'failed' },
    ],
    ['allow a small share of many', [size('train', 4000), size('validation', 1001)], { validationShare: 'passed' }],
  ])('%s', (_, sizes, expected) => {
    expect(outcomes(sizes)).toMatchObject(expected);
  });

  test('are broken by one example that is too long, which is named', () => {
    const [check] = checkLimits([model], {
      sizes: [size('train', 4000)],
      tokens: tokens(2, 1500, 1001, 1000),
      lineBytes,
    });
    expect(check).toEqual({
      name: 'tokensPerExample',
      subject: 'gemini-2.5-flash',
      level: 'fail',
      outcome: 'failed',
      measured: 1500,
      unit: 'tokens',
      threshold: 1000,
      count: 2,
      total: 4000,
      reason: '2 of 4,000 examples (0.05 %) are longer than the model reads, by estimate: it would cut them off',
      rows: [
        { where: 'k0', origin: 'gs://b/o#1:0', what: 'about 1,500 tokens' },
        { where: 'k1', origin: 'gs://b/o#1:1', what: 'about 1,001 tokens' },
      ],
    });
  });

  test('are those of each model', () => {
    const models = [model, { ...model, id: 'small', trainingExamples: 10 }];
    const checks = checkLimits(models, { sizes: [size('train', 11)], tokens: tokens(0, 5), lineBytes });
    const failed = checks.filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ name, subject, reason }) => [name, subject, reason])).toEqual([
      ['trainingExamples', 'small', '11 examples to train on'],
    ]);
  });
});
