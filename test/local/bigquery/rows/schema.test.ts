import { describe, expect, test } from '@jest/globals';
import { normalizeFields } from '../../../../local/bigquery/rows/schema';

const field = (name: string) => [{ name, type: 'STRING' }];

describe('a column may be called', () => {
  test.each([
    'text',
    '_text',
    'customer message',
    'naïve',
    '顧客',
    '2nd',
    "it's",
    'a+b',
    'a|b',
    '50 %',
    'a#b',
    'a-b',
    'a:b',
  ])('%s', (name) => expect(normalizeFields(field(name))[0]?.name).toBe(name));
});

describe('a column may not be called', () => {
  test.each([
    '',
    'a.b',
    'a"b',
    'a`b',
    'a\\b',
    'a/b',
    'a,b',
    'a;b',
    'a(b',
    'a[b',
    'a{b',
    'a~b',
    'a\nb',
    'a\tb',
    'x'.repeat(301),
  ])('%j', (name) => expect(() => normalizeFields(field(name))).toThrow('Invalid field name'));
});

test.each(['precision', 'scale', 'maxLength'])('a bound that is not kept is refused: %s', (bound) => {
  const field = { name: 'price', type: 'NUMERIC', [bound]: '5' };
  expect(() => normalizeFields([field])).toThrow(`Not supported by the local BigQuery: ${bound} of field price`);
});
