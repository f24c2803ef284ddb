import { describe, expect, test } from '@jest/globals';
import type { Load } from '../../../../core/workload';
import { checkTrainingTokens } from '../../../../functions/transform/checks/training-tokens';
import type { Configuration } from '../../../../schemas/generated/types';

const load = (epochs: number, tokens: number, kind: Load['kind'] = 'tuned'): Load => ({
  id: `epochs-${epochs}`,
  kind,
  base: 'gemini-3.1-flash-lite',
  epochs,
  training: { examples: 1071, promptTokens: tokens, targetTokens: 0 },
});

const checked = (candidates: Load[], maximumTokens: number) =>
  checkTrainingTokens({ candidates, judges: [] }, {
    pipeline: { tuning: { maximumTokens } },
  } as unknown as Configuration);

const cases: [string, Load[], number, 'passed' | 'failed'][] = [
  ['is within the limit', [load(3, 1000)], 3000, 'passed'],
  ['counts every epoch', [load(3, 1001)], 3003, 'failed'],
  ['counts every candidate', [load(2, 751), load(2, 751)], 3004, 'failed'],
  ['counts each in its own prompt', [load(1, 1000), load(1, 2500)], 3500, 'failed'],
  ['counts nothing for a candidate that is not tuned', [load(3, 1000), load(0, 9000, 'prompted')], 3000, 'passed'],
  ['is nothing without examples', [load(100, 0)], 0, 'passed'],
];

describe('what tuning may be billed for', () => {
  test.each(cases)('%s', (_, candidates, measured, outcome) => {
    const check = checked(candidates, 3000);
    expect(check).toMatchObject({ name: 'trainingTokens', level: 'fail', threshold: 3000, measured, outcome });
  });

  test('is said with its parts and the setting', () => {
    expect(checked([load(3, 96_000), load(4, 96_000)], 20_000_000).reason).toBe(
      'tuning would be billed for about 672,000 tokens: 96,000 in each of 7 epochs of 2 candidates; tuning.maximumTokens sets the limit',
    );
    expect(checked([load(3, 96_000), load(4, 120_000)], 20_000_000).reason).toContain(
      'about 768,000 tokens: 96,000 to 120,000 in each of 7 epochs of 2 candidates',
    );
  });
});
