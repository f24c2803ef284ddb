import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { delimiterOf, recognise } from '../../../cli/init/recognise';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'landfall-recognise-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const file = (content: string | Buffer): string => {
  const path = join(folder, 'data.txt');
  writeFileSync(path, content);
  return path;
};

describe('a file is told by its content', () => {
  test.each<[string, string | Buffer, object]>([
    ['JSON Lines', '\n{"a":1}\n{"a":2}\n', { format: 'jsonl', compression: 'none' }],
    ['JSON Lines after a byte order mark', '\ufeff{"a":1}', { format: 'jsonl', isMarked: true }],
    ['a JSON array', ' [\n {"a":1}]', { format: 'json' }],
    ['an empty JSON array', '[]', { format: 'json' }],
    ['CSV', 'text,label\n"a, b",c\n', { format: 'csv', delimiter: ',', header: ['text', 'label'] }],
    ['CSV that begins with a bracket', '[x],y\n1,2\n', { format: 'csv', header: ['[x]', 'y'] }],
    [
      'CSV with semicolons, a mark and a line break in its header',
      '\ufeff"te\nxt";label\r\n"a, b";c\r\n',
      { format: 'csv', delimiter: ';', header: ['te\nxt', 'label'] },
    ],
    ['CSV with tabs', 'text\tlabel\na, b, c\td\n', { format: 'csv', delimiter: '\t' }],
    ['packed CSV', gzipSync('a,b\n1,2\n'), { format: 'csv', compression: 'gzip', header: ['a', 'b'] }],
    ['packed JSON Lines', gzipSync('{"a":1}\n'), { format: 'jsonl', compression: 'gzip' }],
    ['Parquet', Buffer.from('PAR1\0\0\0'), { format: 'parquet' }],
    ['CSV of one column', 'text\nhello, world\n', { format: 'csv', delimiter: ',', header: ['text'] }],
  ])('%s', async (_, content, expected) => expect(await recognise(file(content))).toMatchObject(expected));

  test.each<[string, string | Buffer, RegExp]>([
    ['an empty file', '', /is empty/],
    ['blanks', ' \n ', /nothing but blanks/],
    ['a workbook', 'PK\u0003\u0004', /Excel workbook/],
    ['UTF-16', Buffer.from('\ufefftext', 'utf16le'), /UTF-16/],
    ['Latin-1', Buffer.from('text,label\nGrüße,x\n', 'latin1'), /is not UTF-8/],
    ['bytes that are no text', Buffer.from([1, 2, 0, 3]), /NUL bytes/],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 1, 2, 3]), /broken gzip/],
    ['a quote that never closes', `"text,${'x'.repeat(99)}`, /no header line/],
  ])('%s is refused with the reason', async (_, content, message) => {
    await expect(recognise(file(content))).rejects.toThrow(message);
  });
});

test.each([
  ['a,b\n1,2', ','],
  ['a;b\n"1,2";3,4\n5,6;7', ';'],
  ['a|b|c\n1|2|3', '|'],
  ['a\tb\n1\t2', '\t'],
  ['alone', ','],
  ['text,label\nyes; no; maybe; so; on,x\nwell,y', ','],
])('the delimiter of %j is %j', (start, delimiter) => expect(delimiterOf(start)).toBe(delimiter));
