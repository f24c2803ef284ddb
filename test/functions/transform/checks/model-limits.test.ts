import { describe, expect, test } from '@jest/globals';
import type { SplitSizes } from '../../../../functions/transform/checks/features';
import type { Finding } from '../../../../functions/transform/checks/findings';
import { form } from '../../../../functions/shared/models/vertex/form';
import type { PipelineSpec } from '../../../../schemas/generated/types';
import { checkLimits, type TuningLimits } from '../../../../functions/transform/checks/model-limits';

const model: TuningLimits = {
  id: 'gemini-2.5-flash',
  contextTokens: 4000,
  tokensPerExample: 1000,
  bytesPerToken: { ascii: 4, other: 3 },
  trainingExamples: 5000,
  trainingBytes: 1_000_000,
  validationExamples: 2000,
  validationShare: 0.3,
  validationShareFrom: 1000,
};

const { lineBytes } = form;
const leaving = (policy: 'leaveOut' | 'fail' = 'leaveOut', maximumShare = 0.5) =>
  ({ validation: { longExamples: { policy, maximumShare } } }) as PipelineSpec;

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

const tokens = (count: number, ...longest: number[]): Map<string, Finding> =>
  new Map([
    [
      '1000 4 3',
      {
        name: '1000 4 3',
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
      checkLimits([model], { sizes, tokens: found, lineBytes }, leaving()).map(({ name, outcome }) => [name, outcome]),
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

  const lengths = (pipeline = leaving(), found = tokens(2, 1500, 1001, 1000)) =>
    checkLimits([model], { sizes: [size('train', 4000)], tokens: found, lineBytes }, pipeline)[0]!;
  const named = [
    { where: 'k0', origin: 'gs://b/o#1:0', what: 'about 1,500 tokens' },
    { where: 'k1', origin: 'gs://b/o#1:1', what: 'about 1,001 tokens' },
  ];

  test('are those of the model that answers in its name, which is named', () => {
    const [length] = checkLimits(
      [{ ...model, answeredBy: 'landfall-tiny' }],
      { sizes: [size('train', 4000)], tokens: tokens(2, 1500), lineBytes },
      leaving(),
    );
    expect(length!.reason).toContain(
      'longer than the 1,000 tokens that landfall-tiny, which answers in its name here, reads',
    );
  });

  test('are broken by examples that are too long: they are left out, and named', () => {
    expect(lengths()).toEqual({
      name: 'tokensPerExample',
      subject: 'gemini-2.5-flash',
      level: 'warn',
      outcome: 'warned',
      measured: 2 / 4000,
      unit: 'share',
      threshold: 0,
      count: 2,
      total: 4000,
      reason:
        '2 of 4,000 examples (0.05 %) are longer than the 1,000 tokens that it reads of prompt and target together, by estimate, and left out',
      rows: named,
    });
  });

  test('end the run by one example that is too long, where the pipeline says so', () => {
    expect(lengths(leaving('fail'))).toMatchObject({ level: 'fail', outcome: 'failed', threshold: 0, rows: named });
  });

  test('end the run where more than a share would be left out', () => {
    expect(lengths(leaving('leaveOut', 2 / 4000))).toMatchObject({ outcome: 'warned' });
    expect(lengths(leaving('leaveOut', 1 / 4000))).toMatchObject({
      level: 'fail',
      outcome: 'failed',
      threshold: 1 / 4000,
      reason: expect.stringContaining('validation.longExamples says what may be left out'),
    });
  });

  test('are kept by examples that fit, of which the longest is told', () => {
    const reason = 'the longest example has about 900 tokens of 1,000';
    expect(lengths(leaving(), tokens(0, 900))).toMatchObject({ outcome: 'passed', reason, rows: [] });
  });

  test('are those of each model', () => {
    const models = [model, { ...model, id: 'small', trainingExamples: 10 }];
    const measures = { sizes: [size('train', 11)], tokens: tokens(0, 5), lineBytes };
    const checks = checkLimits(models, measures, leaving());
    const failed = checks.filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ name, subject, reason }) => [name, subject, reason])).toEqual([
      ['trainingExamples', 'small', '11 examples to train on'],
    ]);
  });
});
