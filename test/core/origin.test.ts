import { expect, test } from '@jest/globals';
import { originPrefix, parseOrigin, readAnswerOrigin, readOrigin } from '../../core/origin';

test.each([
  ['gs://l/p/b/emails.jsonl#12:7', { uri: 'gs://l/p/b/emails.jsonl', generation: '12', row: 7 }],
  ['gs://l/p/b/a#1:2.csv#12:7', { uri: 'gs://l/p/b/a#1:2.csv', generation: '12', row: 7 }],
  ['gs://l/p/b/two\nlines#12:7', { uri: 'gs://l/p/b/two\nlines', generation: '12', row: 7 }],
  ['emails.jsonl:7', undefined],
  ['gs://l/p/b/emails.jsonl#x:7', undefined],
])('%j is taken apart', (origin, parsed) => expect(readOrigin(origin)).toEqual(parsed));

test('an origin is read as it was written, whatever the name of its object', () => {
  const place = { uri: 'gs://landing/p/b/a#1:2\n.csv', generation: '17' };
  expect(parseOrigin(`${originPrefix(place)}5`)).toEqual({ ...place, row: 5 });
});

test.each([
  ['landfall://predictions/0193a5c0-0000-7000-8000-000000000001', '0193a5c0-0000-7000-8000-000000000001'],
  ['gs://l/p/b/emails.jsonl#12:7', undefined],
])('%s names the answer %s', (origin, id) => expect(readAnswerOrigin(origin)).toBe(id));

test('what is no origin is refused where one must be', () => {
  expect(() => parseOrigin('emails.jsonl:7')).toThrow('not an origin: emails.jsonl:7');
});
