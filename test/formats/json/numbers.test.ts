import { expect, test } from '@jest/globals';
import { withExactNumbers } from '../../../formats/json/numbers';

test.each<[what: string, json: string, exact: string]>([
  ['a number that would be rounded is a text', '{"a":12345678901234567890}', '{"a":"12345678901234567890"}'],
  ['what stands in a text stays', '{"a":"12345678901234567890"}', '{"a":"12345678901234567890"}'],
  ['what is no number is not made a text', '{"a":1e5,"b":2024-01-15-10-30-59}', '{"a":1e5,"b":2024-01-15-10-30-59}'],
  ['nor are two of them', '{"a":1e5e5,"b":1.2.3.4.5.6.7.8.9}', '{"a":1e5e5,"b":1.2.3.4.5.6.7.8.9}'],
])('%s', (_, json, exact) => {
  expect(withExactNumbers(json)).toBe(exact);
});
