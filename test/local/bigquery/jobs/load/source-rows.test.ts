import { expect, test } from '@jest/globals';
import { exactIntegers } from '../../../../../local/bigquery/jobs/load/source-rows';

test.each([
  [
    'a long integer becomes a string',
    '{"a":9007199254740993,"b":[-12345678901234567890]}',
    '{"a":"9007199254740993","b":["-12345678901234567890"]}',
  ],
  [
    'a long fraction stays a number',
    '{"a":0.3333333432674408,"b":-12.1234567890123456789}',
    '{"a":0.3333333432674408,"b":-12.1234567890123456789}',
  ],
  ['digits before a point stay a number', '{"a":12345678901234567.5}', '{"a":12345678901234567.5}'],
  [
    'digits in a text stay a text',
    '{"a":"x \\"1234567890123456\\" 1234567890123456"}',
    '{"a":"x \\"1234567890123456\\" 1234567890123456"}',
  ],
  ['an exponent stays a number', '{"a":1e-1234567890123456}', '{"a":1e-1234567890123456}'],
])('%s', (_, text, expected) => expect(exactIntegers(text)).toBe(expected));
