import { describe, expect, test } from '@jest/globals';
import { fieldName, identifier, sourceName, usableName, whyUnusable, wordsOf } from '../../../cli/init/names';

describe('a column is usable', () => {
  test.each(['text', 'Text_2', '_private', 'select', 'customer message', 'naïve', '2nd', "it's"])(
    'when it is called %s',
    (name) => expect(whyUnusable(name, ['other'])).toBeUndefined(),
  );

  test.each([
    ['', /no name/],
    [' ', /no name/],
    ['other', /before it has the same name/],
    ['OTHER', /the same name as "other"/],
    ['a"b', /with "$/],
    ['a`b', /with `$/],
    ['a.b', /with \.$/],
    ['a\\b', /with/],
    ['a\nb', /with a control character/],
    ['a]', /with/],
    ['_row', /keeps this name for itself/],
    ['_PARTITIONTIME', /keeps this name for itself/],
    ['x'.repeat(301), /300 characters/],
  ])('but not as %j', (name, why) => expect(whyUnusable(name, ['other'])).toMatch(why));

  test.each([
    ['Customer Message', 'customer_message'],
    ['2nd', 'c_2nd'],
    ['naïve', 'naive'],
    ['', 'column_4'],
    ['顧客', 'column_4'],
    ['other', 'other_2'],
    ['_row', 'row'],
  ])('%j could be called %s', (name, better) => expect(usableName(name, ['Other'], 4)).toBe(better));
});

test.each([
  ['data/train.csv', 'train'],
  ['Tickets 2026.jsonl.gz', 'tickets_2026'],
  ['2026-11.csv', 'c_2026_11'],
  ['.csv', 'rows'],
  ['../emails.csv', 'emails_2'],
  [`${'long'.repeat(20)}.csv`, 'long'.repeat(9)],
])('the file %s is the source %s', (path, name) => {
  expect(sourceName(path, ['emails'])).toBe(name);
  expect(name).toMatch(/^[a-z][a-z0-9_]{0,39}$/);
});

test.each([
  ['text', 'text'],
  ['Order', '`Order`'],
  ['customer message', '`customer message`'],
  ['2nd', '`2nd`'],
])('%s is written %s in SQL', (name, written) => expect(identifier(name)).toBe(written));

test.each([
  ['Body', 'body'],
  ['Customer Message', 'customer_message'],
  ['naïve', 'naive'],
  ['顧客', 'input'],
  ['key', 'key_text'],
  ['select', 'select_text'],
  ['_x', 'x'],
  ['_1', 'input'],
  ['text', 'text_2'],
])('the column %s fills the field %s', (column, field) => expect(fieldName(column, ['text'])).toBe(field));

test('a name has words, however they are put together', () => {
  expect(['customerId', 'customer_id', 'Customer-ID'].map(wordsOf)).toEqual([
    ['customer', 'id'],
    ['customer', 'id'],
    ['customer', 'id'],
  ]);
});
