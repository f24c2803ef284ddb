import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readDataFile } from '../../../cli/init/data-file';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'landfall-data-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string | Buffer) {
  const path = join(folder, 'data.txt');
  writeFileSync(path, content);
  const lines = join(folder, 'lines.jsonl');
  const file = await readDataFile(path, { lines, copy: join(folder, 'copy') }, new AbortController().signal);
  const rows = readFileSync(lines, 'utf8').trim().split('\n').filter(Boolean);
  return { ...file, rows: rows.map((line) => JSON.parse(line) as unknown) };
}

describe('a file is told by its content', () => {
  test.each<[string, string | Buffer, object]>([
    ['JSON Lines', '\n{"a":1}\n{"a":2}\n', { format: 'jsonl', compression: 'none' }],
    ['JSON Lines after a byte order mark', '\ufeff{"a":1}', { format: 'jsonl' }],
    ['a JSON array', ' [\n {"a":1}]', { format: 'json' }],
    ['an empty JSON array', '[]', { format: 'json' }],
    ['CSV', 'text,label\n"a, b",c\n', { format: 'csv', delimiter: ',', columns: ['text', 'label'] }],
    ['CSV that begins with a bracket', '[x],y\n1,2\n', { format: 'csv', columns: ['[x]', 'y'] }],
    [
      'CSV with semicolons, a mark and a line break in its header',
      '\ufeff"te\nxt";label\r\n"a, b";c\r\n',
      { format: 'csv', delimiter: ';', columns: ['te\nxt', 'label'] },
    ],
    ['CSV with tabs', 'text\tlabel\na, b, c\td\n', { format: 'csv', delimiter: '\t' }],
    ['packed CSV', gzipSync('a,b\n1,2\n'), { format: 'csv', compression: 'gzip', columns: ['a', 'b'] }],
    ['packed JSON Lines', gzipSync('{"a":1}\n'), { format: 'jsonl', compression: 'gzip' }],
    ['CSV of one column', 'text\nhello, world\n', { format: 'csv', delimiter: ',', columns: ['text'] }],
  ])('%s', async (_, content, expected) => expect(await read(content)).toMatchObject(expected));

  test.each<[string, string | Buffer, RegExp]>([
    ['an empty file', '', /is empty/],
    ['blanks', ' \n ', /nothing but blanks/],
    ['an archive', 'PK\u0003\u0004', /is a ZIP archive/],
    ['Zstandard', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), /is packed with Zstandard/],
    ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), /is packed with xz/],
    ['bzip2', 'BZh91AY\0', /is packed with bzip2/],
    ['Avro', 'Obj\u0001\0', /is Avro/],
    ['ORC', 'ORC\0', /is ORC/],
    ['a PDF document', '%PDF-1.7 \0', /is a PDF document/],
    ['what is packed twice', gzipSync(gzipSync('a,b\n')), /is packed twice/],
    ['UTF-16', Buffer.from('\ufefftext', 'utf16le'), /is UTF-16, not UTF-8/],
    ['UTF-16 without a mark', Buffer.from('text', 'utf16le'), /is UTF-16, not UTF-8/],
    ['Parquet that is cut off', Buffer.from('PAR1\0\0\0'), /the Parquet file is damaged/],
    ['bytes that are no text', Buffer.from([1, 2, 0, 3]), /is binary/],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 1, 2, 3]), /the gzip file is damaged/],
    ['gzip that is cut off', gzipSync('a,b\n'.repeat(9)).subarray(0, 20), /the gzip file is cut off/],
    ['a quote that never closes', `"text,${'x'.repeat(99)}`, /a quote is opened and never closed/],
    ['a header that names a column twice', 'id,text,id\n1,a,2\n', /the header names id twice/],
    ["a header with Landfall's own names", 'id,_Row\n1,2\n', /names _Row, a name that Landfall keeps/],
    [
      'one array of arrays',
      JSON.stringify(Array.from({ length: 50_000 }, (_, i) => [i, 'x'])),
      /holds arrays in an array/,
    ],
    [
      'one object of arrays',
      JSON.stringify({ text: Array(50_000).fill('x'), label: ['y'] }),
      /holds columns \(text, label\)/,
    ],
  ])('%s is refused with the reason', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });
});

test("rows that validate puts aside are counted with validate's reason and their places", async () => {
  const { rows, quarantined, reasons } = await read('{"a":1}\n{"a":NaN}\n{"a":2}\n{"a":Infinity}\n{"a":NaN}\n');
  expect(rows).toEqual([
    { _row: 1, _line: 1, a: 1 },
    { _row: 3, _line: 3, a: 2 },
  ]);
  expect(quarantined).toBe(3);
  expect(reasons).toEqual([
    { reason: 'NaN is not JSON: write null', count: 2, rows: [2, 5], lines: [2, 5] },
    { reason: 'Infinity is not JSON: write null', count: 1, rows: [4], lines: [4] },
  ]);
});

test('a row in Latin-1 is put aside, and the byte named', async () => {
  const { reasons } = await read(Buffer.from('text,label\nGrüße,x\n', 'latin1'));
  expect(reasons).toMatchObject([
    { reason: 'the text is not UTF-8, perhaps Windows-1252: save the file as UTF-8', lines: [2] },
  ]);
});
