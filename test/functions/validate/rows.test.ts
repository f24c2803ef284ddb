import { describe, expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { readRows, type SourceRow } from '../../../functions/validate/rows';
import { settled } from '../fakes';

async function read(
  text: string | Buffer,
  format: 'jsonl' | 'csv',
  pieceLength = 3,
  longest?: number,
): Promise<SourceRow[]> {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceLength) }, (_, i) =>
    bytes.subarray(i * pieceLength, (i + 1) * pieceLength),
  );
  const rows: SourceRow[] = [];
  for await (const row of readRows(Readable.from(arriving(pieces)), format, 'file', longest)) rows.push(row);
  return rows;
}

/** One after the other, as from a network. */
async function* arriving(pieces: Buffer[]) {
  for (const piece of pieces) {
    await settled();
    yield piece;
  }
}

describe('rows of a JSONL file', () => {
  test('have the lines that they stand on, blank ones counted, whatever ends them', async () => {
    expect(await read('{"a":1}\r\n\n{"a":"é👋"}\n   \n[1]', 'jsonl')).toEqual([
      { row: 1, line: 1, raw: '{"a":1}', value: { a: 1 } },
      { row: 2, line: 3, raw: '{"a":"é👋"}', value: { a: 'é👋' } },
      { row: 3, line: 5, raw: '[1]', problem: 'the line is not a JSON object' },
    ]);
  });

  test('do not see a byte order mark', async () => {
    expect(await read('\ufeff{"a":1}', 'jsonl')).toMatchObject([{ value: { a: 1 } }]);
  });
});

describe('rows of a CSV file', () => {
  test('have a row number and the line on which they begin, fields with line breaks included', async () => {
    expect(await read('\ufeffa,b\r\n1,"x\r\ny"\r\n\r\n2,z\r\n3,"p\n\nq"\r\n4,"say ""hi"""', 'csv')).toEqual([
      { row: 1, line: 2, raw: '1,"x\r\ny"', value: { a: '1', b: 'x\r\ny' } },
      { row: 2, line: 5, raw: '2,z', value: { a: '2', b: 'z' } },
      { row: 3, line: 6, raw: '3,"p\n\nq"', value: { a: '3', b: 'p\n\nq' } },
      { row: 4, line: 9, raw: '4,"say ""hi"""', value: { a: '4', b: 'say "hi"' } },
    ]);
  });

  test.each([1, 3, 100])('may end differently from line to line (read %i bytes at a time)', async (pieceLength) => {
    expect(await read('a,b\r\n1,2\n3,"4\r\n5"\r\n6,7\r8,9', 'csv', pieceLength)).toEqual([
      { row: 1, line: 2, raw: '1,2', value: { a: '1', b: '2' } },
      { row: 2, line: 3, raw: '3,"4\r\n5"', value: { a: '3', b: '4\r\n5' } },
      { row: 3, line: 5, raw: '6,7', value: { a: '6', b: '7' } },
      { row: 4, line: 6, raw: '8,9', value: { a: '8', b: '9' } },
    ]);
  });

  test('say so when they have more or fewer fields than the header', async () => {
    expect(await read('a,b\n1\n1,2,3\n', 'csv')).toMatchObject([
      { line: 2, problem: 'the row has 1 fields, the header 2' },
      { line: 3, problem: 'the row has 3 fields, the header 2' },
    ]);
  });

  test.each([
    ['a quote that is never closed', 'a,b\n1,2\n3,"4\n', { where: 'file, line 3' }],
    ['a column that is named twice', 'a,a\n1,2\n', { message: 'the header names a twice', where: 'file, line 1' }],
  ])('cannot be read past %s', async (_, text, error) => {
    await expect(read(text, 'csv')).rejects.toMatchObject({ name: 'PermanentError', ...error });
  });
});

describe('a file with a row that no example could be', () => {
  test.each<['jsonl' | 'csv', string, string]>([
    ['jsonl', `{}\n{"a":"${'x'.repeat(2000)}"}\n`, 'file, line 2'],
    ['csv', `a,b\n1,2\n3,"${'a,b\n1,2\n'.repeat(250)}`, 'file, line 3'],
  ])('is refused before it fills the memory (%s)', async (format, text, where) => {
    await expect(read(text, format, 100, 1000)).rejects.toMatchObject({
      message: 'a row is longer than 1,000 characters',
      where,
    });
  });
});

describe('a file that is not UTF-8', () => {
  test.each<[string, Buffer, string]>([
    ['a Latin-1 letter', Buffer.from('{"a":1}\n{"a":"caf\xe9"}\n', 'latin1'), 'file, line 2, byte 18'],
    ['a surrogate half', Buffer.from([0x61, 0x0a, 0x0a, 0xed, 0xa0, 0x80]), 'file, line 3, byte 4'],
    ['a character that is cut off at the end', Buffer.from([0x61, 0xf0, 0x9f, 0x91]), 'file, line 1, byte 2'],
    ['a lone continuation byte', Buffer.from([0x80]), 'file, line 1, byte 1'],
  ])('is refused at %s', async (_, bytes, where) => {
    for (const pieceLength of [1, 2, 3, 100])
      await expect(read(bytes, 'jsonl', pieceLength)).rejects.toMatchObject({
        message: 'the file is not UTF-8',
        where,
      });
  });
});
