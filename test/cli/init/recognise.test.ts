import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { recogniseFile } from '../../../cli/init/recognise';

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
  ])('%s', async (_, content, expected) => expect(await recogniseFile(file(content))).toMatchObject(expected));

  test.each<[string, string | Buffer, RegExp]>([
    ['an empty file', '', /is empty/],
    ['blanks', ' \n ', /nothing but blanks/],
    ['a workbook', 'PK\u0003\u0004', /is a ZIP archive or an Excel workbook/],
    ['Zstandard', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), /is packed with Zstandard/],
    ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), /is packed with xz/],
    ['bzip2', 'BZh91AY\0', /is packed with bzip2/],
    ['Avro', 'Obj\u0001\0', /is Avro/],
    ['ORC', 'ORC\0', /is ORC/],
    ['a PDF document', '%PDF-1.7 \0', /is a PDF document/],
    ['what is packed twice', gzipSync(gzipSync('a,b\n')), /is packed twice/],
    ['UTF-16', Buffer.from('\ufefftext', 'utf16le'), /is UTF-16, not UTF-8/],
    ['UTF-16 without a mark', Buffer.from('text', 'utf16le'), /is UTF-16, not UTF-8/],
    ['Latin-1', Buffer.from('text,label\nGrüße,x\n', 'latin1'), /is not UTF-8/],
    ['bytes that are no text', Buffer.from([1, 2, 0, 3]), /NUL bytes/],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 1, 2, 3]), /broken gzip/],
    ['a quote that never closes', `"text,${'x'.repeat(99)}`, /a quote is opened and never closed/],
    ['a header that names a column twice', 'id,text,id\n1,a,2\n', /the header names id twice/],
    ["a header with Landfall's own names", 'id,_Row\n1,2\n', /names _Row, a name that Landfall keeps/],
  ])('%s is refused with the reason', async (_, content, message) => {
    await expect(recogniseFile(file(content))).rejects.toThrow(message);
  });
});
