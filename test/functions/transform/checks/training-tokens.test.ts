import { describe, expect, test } from '@jest/globals';
import { checkTrainingTokens } from '../../../../functions/transform/checks/training-tokens';
import type { Candidate } from '../../../../schemas/generated/types';

const candidate = (epochs: number): Candidate => ({
  id: `epochs-${epochs}`,
  base: 'gemini-3.1-flash-lite',
  adapterSize: 8,
  epochs,
  learningRateMultiplier: 1,
  checkpoints: 'last',
});

const cases: [string, number[], number, number, 'passed' | 'failed'][] = [
  ['is within the limit', [3], 1000, 3000, 'passed'],
  ['counts every epoch', [3], 1001, 3003, 'failed'],
  ['counts every candidate', [2, 2], 751, 3004, 'failed'],
  ['is nothing without examples', [100], 0, 0, 'passed'],
];

describe('what tuning may be billed for', () => {
  test.each(cases)('%s', (_, epochs, tokens, measured, outcome) => {
    const tuning = { candidates: epochs.map(candidate), maximumTokens: 3000 };
    const check = checkTrainingTokens({ examples: 10, tokens }, tuning);
    expect(check).toMatchObject({ name: 'trainingTokens', level: 'fail', threshold: 3000, measured, outcome });
  });

  test('is said with its parts and the setting', () => {
    const tuning = { candidates: [candidate(3), candidate(4)], maximumTokens: 20_000_000 };
    expect(checkTrainingTokens({ examples: 1071, tokens: 96_000 }, tuning).reason).toBe(
      'tuning would be billed for about 672,000 tokens: 96,000 in each of 7 epochs of 2 candidates; tuning.maximumTokens sets the limit',
    );
  });
});
