import { describe, expect, test } from '@jest/globals';
import { rowsInWords, tooManyDropped } from '../../core/dropped';

const origins = ['gs://b/p/monday/emails.jsonl#1:1017', 'gs://b/p/monday/customers.csv#1:3'];
const sample = [{ line: 2, reason: '90 tokens are more than 64: cut off.', origins }];

describe('training examples that a tuner has dropped', () => {
  test.each([
    [10, 100, 0.1, undefined],
    [0, 0, 0, undefined],
    [
      11,
      100,
      0.1,
      '11 of 100 training examples were cut off or left out, more than the 10 % of tuning.maximumDroppedShare, such as emails.jsonl row 1,017 and customers.csv row 3 (90 tokens are more than 64: cut off)',
    ],
    [
      1,
      1000,
      0,
      '1 of 1,000 training examples were cut off or left out, more than the 0 % of tuning.maximumDroppedShare, such as emails.jsonl row 1,017 and customers.csv row 3 (90 tokens are more than 64: cut off)',
    ],
  ])('%d of %d, at most a share of %d', (count, examples, share, reason) =>
    expect(tooManyDropped({ count, sample }, examples, share)).toBe(reason),
  );

  test('are named by their line where the lineage does not tell, and without a reason where the provider gives none', () => {
    expect(rowsInWords({ line: 1200, origins: [] })).toBe('line 1,200 of the training file');
    expect(tooManyDropped({ count: 1, sample: [{ line: 2, origins: [] }] }, 2, 0)).toMatch(
      /, such as line 2 of the training file$/,
    );
    expect(tooManyDropped({ count: 1, sample: [] }, 2, 0)).toMatch(/maximumDroppedShare$/);
  });
});
