import { expect, test } from '@jest/globals';
import { recognise, type Format } from '../../formats/recognise';

test.each<[string, 'auto' | Format, Format]>([
  ['{"a":1}\n', 'auto', 'jsonl'],
  [' [\n {"a":1}]', 'auto', 'json'],
  ['[1,2]\n', 'jsonl', 'jsonl'],
  ['[x],y\n1,2\n', 'auto', 'csv'],
  ['a,b\n1,2\n', 'auto', 'csv'],
  ['PAR1\0\0\0', 'auto', 'parquet'],
  ['', 'csv', 'csv'],
  ['no JSON\n', 'jsonl', 'jsonl'],
])('a file that begins with %j, declared %s, is %s', (text, declared, format) => {
  expect(recognise(Buffer.from(text), declared)).toEqual({ format, textAt: 0 });
});

test('the text of a file begins behind its byte order mark', () => {
  expect(recognise(Buffer.from('\ufeff{"a":1}'), 'auto')).toEqual({ format: 'jsonl', textAt: 3 });
});

test.each<[string, Buffer, string]>([
  ['gzip inside of gzip', Buffer.from([0x1f, 0x8b, 8]), 'is packed twice'],
  ['a workbook', Buffer.from('PK\u0003\u0004\0'), 'is a ZIP archive or an Excel workbook'],
  ['UTF-16', Buffer.from('text', 'utf16le'), 'is UTF-16, not UTF-8'],
  ['CSV instead of JSON', Buffer.from('a,b\n'), 'is CSV, the pipeline says a JSON array'],
])('%s is refused', (_, head, what) => {
  expect(recognise(head, 'json')).toMatchObject({ refusal: { what } });
});

test('text that happens to begin like another format is text', () => {
  expect(recognise(Buffer.from('ORC,name\n1,a\n'), 'auto')).toEqual({ format: 'csv', textAt: 0 });
});
