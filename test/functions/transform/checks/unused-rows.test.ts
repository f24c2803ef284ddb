import { describe, expect, test } from '@jest/globals';
import { unusedRows } from '../../../../functions/transform/checks/unused-rows';

const object = (name: string, rows: number) => ({
  uri: `gs://landing/mail/b/${name}`,
  generation: '7',
  digest: name,
  rows,
});
const sources = [
  { source: 'customers', rows: 100, objects: [object('customers.csv', 100)] },
  { source: 'emails', rows: 60, objects: [object('emails/1.jsonl', 40), object('emails/2.jsonl', 20)] },
];
/** Rows used of an object, and examples whose first row it has. */
const made = (name: string, count: number, total: number) => ({ name: `gs://landing/mail/b/${name}#7:`, count, total });

describe('rows that no example is made of', () => {
  test('are counted in the source that most examples begin with, over all of its objects', () => {
    const found = unusedRows(
      [made('customers.csv', 9, 1), made('emails/1.jsonl', 10, 10), made('emails/2.jsonl', 5, 5)],
      sources,
    );
    expect(found).toEqual({
      unit: 'share',
      measured: 0.75,
      count: 45,
      total: 60,
      reason:
        '45 of 60 rows (75 %) of emails are in no example: a join of training.sql finds nothing for them, or its WHERE leaves them out',
    });
  });

  test('are none when every row is in an example', () => {
    const found = unusedRows([made('emails/1.jsonl', 40, 40), made('emails/2.jsonl', 20, 90)], sources);
    expect(found).toMatchObject({ measured: 0, count: 0, reason: 'every row of emails is in an example' });
  });

  test('are not measured when no origin is of a source', () => {
    expect(unusedRows([made('elsewhere.csv', 3, 3)], sources)).toMatchObject({ measured: null, total: 0 });
  });
});
