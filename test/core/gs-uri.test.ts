import { expect, test } from '@jest/globals';
import { gsUri, isGsUri, parseGsUri } from '../../core/gs-uri';

test.each([
  ['gs://landing/p/b/emails.jsonl', { bucket: 'landing', name: 'p/b/emails.jsonl' }],
  ['gs://landing/', { bucket: 'landing', name: '' }],
  ['gs://landing/p/two\nlines#1', { bucket: 'landing', name: 'p/two\nlines#1' }],
])('%j is an address, there and back', (uri, address) => {
  expect(parseGsUri(uri)).toEqual(address);
  expect(gsUri(address)).toBe(uri);
  expect(isGsUri(uri)).toBe(true);
});

test.each(['landing/p', 'gs://', 'gs://landing', 'https://landing/p'])('%j is none', (text) => {
  expect(() => parseGsUri(text)).toThrow(`not a gs:// address: ${text}`);
});
