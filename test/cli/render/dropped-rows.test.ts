import { expect, test } from '@jest/globals';
import { droppedRows } from '../../../cli/render/dropped-rows';

const example = (line: number) => ({ line, reason: 'too long', origins: [`gs://b/p/monday/emails.jsonl#1:${line}`] });

test('are listed with candidate, row and reason, and the others counted', () => {
  const sample = [{ line: 7, origins: [] }, example(9)];
  expect(droppedRows([{ candidate: 'lora-8', count: 2, sample }])).toEqual({
    rows: [
      ['lora-8', 'line 7 of the training file', ''],
      ['lora-8', 'emails.jsonl row 9', 'too long'],
    ],
    more: [],
  });
  const many = Array.from({ length: 100 }, (_, index) => example(index + 1));
  const { rows, more } = droppedRows([{ candidate: 'lora-8', count: 250, sample: many }]);
  expect([rows.length, more]).toEqual([20, ['and 230 more examples']]);
});

test('are none of none', () => expect(droppedRows([])).toEqual({ rows: [], more: [] }));
