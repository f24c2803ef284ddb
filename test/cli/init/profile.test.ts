import { describe, expect, test } from '@jest/globals';
import { isRequired, oddRows, propertyOf, rowSchema } from '../../../cli/init/profile';
import { profile } from './columns';

describe('a column is', () => {
  test.each([
    ['text that is never empty', 'csv', profile('a'), { type: 'string', minLength: 1 }],
    ['text with empty cells', 'csv', profile('a', { kinds: { text: 900, null: 100 } }), { type: 'string' }],
    ['whole numbers', 'csv', profile('a', { kinds: { integer: 1000 } }), { type: 'integer' }],
    ['whole numbers with empty cells', 'csv', profile('a', { kinds: { integer: 9, null: 991 } }), { type: 'integer' }],
    ['fractions among whole numbers', 'csv', profile('a', { kinds: { integer: 1, number: 999 } }), { type: 'number' }],
    [
      'a word among numbers',
      'csv',
      profile('a', { kinds: { integer: 999, text: 1 } }),
      { type: 'string', minLength: 1 },
    ],
    [
      'digits that are a code',
      'csv',
      profile('zip_code', { kinds: { integer: 1000 } }),
      { type: 'string', minLength: 1 },
    ],
    ['nothing at all', 'csv', profile('a', { kinds: { null: 1000 } }), { type: 'string' }],
    ['booleans', 'csv', profile('a', { kinds: { boolean: 1000 } }), { type: 'boolean' }],
    ['dates', 'csv', profile('a', { dates: 1000 }), { type: 'string', format: 'date' }],
    ['times', 'jsonl', profile('a', { dateTimes: 1000 }), { type: 'string', format: 'date-time' }],
    ['times but for one', 'jsonl', profile('a', { dateTimes: 999 }), { type: 'string', minLength: 1 }],
    [
      'times with an empty cell',
      'csv',
      profile('a', { kinds: { text: 999, null: 1 }, dateTimes: 999 }),
      { type: 'string' },
    ],
    [
      'text that is null at times',
      'jsonl',
      profile('a', { kinds: { text: 900, null: 100 } }),
      { type: ['string', 'null'] },
    ],
    [
      'numbers and texts',
      'jsonl',
      profile('a', { kinds: { integer: 500, text: 500 } }),
      { type: ['string', 'integer'] },
    ],
    [
      'text but for a few numbers',
      'jsonl',
      profile('a', { kinds: { integer: 5, text: 995 } }),
      { type: 'string', minLength: 1 },
    ],
    ['lists', 'jsonl', profile('a', { kinds: { list: 1000 } }), { type: 'array' }],
    ['objects', 'parquet', profile('a', { kinds: { object: 1000 } }), { type: 'object' }],
  ])('%s (%s)', (_, format, column, expected) => expect(propertyOf(column, format)).toEqual(expected));

  test.each([
    [0, false, true],
    [1, false, false],
    [5, true, true],
    [6, true, false],
  ])('with %d of 1,000 values blank, and needed or not (%s), required: %s', (blank, isNeeded, expected) =>
    expect(isRequired(profile('a', { blank }), isNeeded)).toBe(expected),
  );
});

test('rows that will be put aside are told', () => {
  const body = profile('body', { kinds: { text: 996, integer: 1, missing: 2, null: 1 }, empty: 1, blank: 5 });
  expect(oddRows(body, 'jsonl', true)).toEqual([
    'body is no string in 1 row',
    'body is missing in 2 rows',
    'body is null in 1 row',
    'body is empty or blank in 2 rows',
  ]);
  expect(oddRows(profile('a', { kinds: { text: 900, null: 100 }, blank: 100 }), 'csv', false)).toEqual([]);
});

test('a row schema lets columns through that it does not know', () => {
  const columns = [profile('body'), profile('rating', { kinds: { integer: 900, missing: 100 }, blank: 100 })];
  expect(rowSchema(columns, 'jsonl', 'One row', new Set(['body']))).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'One row',
    type: 'object',
    required: ['body'],
    additionalProperties: true,
    properties: { body: { type: 'string', minLength: 1 }, rating: { type: 'integer' } },
  });
});
