import { describe, expect, test } from '@jest/globals';
import { commonBatch, describeOrigin, fileOf } from '../../../operations/runs/places';

test.each([
  ['gs://landing/p/monday/emails.jsonl', 'emails.jsonl'],
  ['gs://landing/p/monday/emails/part-0.jsonl', 'emails/part-0.jsonl'],
  ['gs://landing/p/monday/', ''],
  ['gs://landing/elsewhere.jsonl', 'gs://landing/elsewhere.jsonl'],
])('%s is the file %s of its batch', (uri, file) => expect(fileOf(uri)).toBe(file));

test.each([
  [['gs://l/p/b/emails.jsonl', 'gs://l/p/b/customers.csv'], 'gs://l/p/b/'],
  [['gs://l/p/b/emails.jsonl', 'gs://l/p/c/customers.csv'], undefined],
  [[], undefined],
])('the batch of %j is %s', (uris, batch) => expect(commonBatch(uris)).toBe(batch));

describe('an origin', () => {
  test('is told by the file, in its own batch, or by its whole address', () => {
    expect(describeOrigin('gs://l/p/b/emails.jsonl#12:7', 'gs://l/p/b/')).toBe('emails.jsonl, row 7');
    expect(describeOrigin('gs://l/p/b/emails.jsonl#12:7', 'gs://l/p/c/')).toBe('gs://l/p/b/emails.jsonl, row 7');
    expect(describeOrigin('gs://l/p/b/emails.jsonl#12:7')).toBe('gs://l/p/b/emails.jsonl, row 7');
    expect(describeOrigin('unknown')).toBe('unknown');
  });
});
