import { expect, test } from '@jest/globals';
import { parsers } from '../../../formats/parquet/parquet-values';

test.each<[json: string, value: unknown]>([
  ['{"id":12345678901234567890,"of":[9007199254740993]}', { id: '12345678901234567890', of: ['9007199254740993'] }],
  ['{"n":0.1,"text":"9007199254740993"}', { n: 0.1, text: '9007199254740993' }],
  ['no JSON', 'no JSON'],
])('a cell of JSON is read without rounding its numbers: %s', (json, value) => {
  expect(parsers.jsonFromBytes!(Buffer.from(json))).toEqual(value);
});
