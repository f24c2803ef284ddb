import { describe, expect, test } from '@jest/globals';
import { checkTrainingTokens } from '../../../../functions/transform/checks/training-tokens';
import type { Configuration, TunedCandidate } from '../../../../schemas/generated/types';

const candidate = (epochs: number): TunedCandidate => ({
  id: `epochs-${epochs}`,
  kind: 'tuned',
  prompt: 'prompt.yaml',
  base: 'gemini-3.1-flash-lite',
  adapterSize: 8,
  epochs,
  learningRateMultiplier: 1,
  checkpoints: 'last',
});

const configurationOf = (candidates: TunedCandidate[], maximumTokens: number) =>
  ({ candidates, pipeline: { tuning: { maximumTokens } } }) as unknown as Configuration;

const cases: [string, number[], number, number, 'passed' | 'failed'][] = [
  ['is within the limit', [3], 1000, 3000, 'passed'],
  ['counts every epoch', [3], 1001, 3003, 'failed'],
  ['counts every candidate', [2, 2], 751, 3004, 'failed'],
  ['is nothing without examples', [100], 0, 0, 'passed'],
];

describe('what tuning may be billed for', () => {
  test.each(cases)('%s', (_, epochs, tokens, measured, outcome) => {
    const check = checkTrainingTokens({ examples: 10, tokens }, configurationOf(epochs.map(candidate), 3000));
    expect(check).toMatchObject({ name: 'trainingTokens', level: 'fail', threshold: 3000, measured, outcome });
  });

  test('is said with its parts and the setting', () => {
    const configuration = configurationOf([candidate(3), candidate(4)], 20_000_000);
    expect(checkTrainingTokens({ examples: 1071, tokens: 96_000 }, configuration).reason).toBe(
      'tuning would be billed for about 672,000 tokens: 96,000 in each of 7 epochs of 2 candidates; tuning.maximumTokens sets the limit',
    );
  });
});
