import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { anyRow, check } from '../objects';

describe('rows of a JSONL file', () => {
  test('have the lines that they stand on, blank ones counted, whatever ends them', async () => {
    const { rows, quarantine, staged } = await check('{"a":1}\r\n\n{"a":"é👋"}\n   \n[1]');
    expect(rows).toEqual([
      { _row: 1, _line: 1, a: 1 },
      { _row: 2, _line: 3, a: 'é👋' },
    ]);
    expect(quarantine).toEqual([
      { source: 'rows', row: 3, line: 5, reasons: ['the line is not a JSON object'], raw: '[1]' },
    ]);
    expect(staged).toMatchObject({ format: 'jsonl', compression: 'none', form: 'rows', rows: 2, quarantined: 1 });
  });

  test('do not see a byte order mark', async () => {
    expect((await check('\ufeff{"a":1}')).rows).toEqual([{ _row: 1, _line: 1, a: 1 }]);
  });

  test('are stored as they stand where that is safe, and written anew where it is not', async () => {
    const rowSchema = { properties: { ...anyRow.properties, id: { type: 'integer' }, text: { type: 'string' } } };
    const lines = [
      '{"id": 1, "text": "é"}',
      '{"id":1.0}',
      '{"id":1e2,"text":"id"}',
      '{"id":1,"id":2}',
      '{"text":"\\"id\\":","id" :3}',
      '{"id":4,"unknown":"x"}',
      '{"a":{"b":[1]}}',
      '{}',
      ' {"id":-5 }',
      '{"text":"id","id":-5 }',
    ];
    const { clean } = await check(lines.join('\n'), { rowSchema });
    expect(clean.split('\n').slice(0, -1)).toEqual([
      '{"_row":1,"_line":1,"id": 1, "text": "é"}',
      '{"_row":2,"_line":2,"id":1}',
      '{"_row":3,"_line":3,"id":100,"text":"id"}',
      '{"_row":4,"_line":4,"id":2}',
      '{"_row":5,"_line":5,"text":"\\"id\\":","id" :3}',
      '{"_row":6,"_line":6,"id":4}',
      '{"_row":7,"_line":7,"a":{"b":[1]}}',
      '{"_row":8,"_line":8}',
      '{"_row":9,"_line":9,"id":-5}',
      '{"_row":10,"_line":10,"text":"id","id":-5 }',
    ]);
  });
});

describe('rows of a JSON array', () => {
  test('have the lines on which their elements begin, however they are printed', async () => {
    const rows = [{ a: 1, b: { c: ['x]', '\\"}'] } }, { a: '[' }];
    for (const body of [
      JSON.stringify(rows),
      JSON.stringify(rows, null, 2),
      `\ufeff \n[${JSON.stringify(rows[0])}\n,{"a":"["} ]\n`,
    ]) {
      const checked = await check(body);
      expect(checked.staged.format).toBe('json');
      expect(checked.rows).toMatchObject([
        { _row: 1, ...rows[0] },
        { _row: 2, ...rows[1] },
      ]);
      expect(checked.rows.map(({ _line }) => _line)).toEqual(
        body.startsWith('[\n') ? [2, 11] : body.startsWith('[') ? [1, 1] : [2, 3],
      );
    }
  });

  test('are put aside one by one', async () => {
    const { rows, quarantine } = await check('[{"a":1},\n{"a":nope},\n3,"x",\n{"a":2}]');
    expect(rows).toEqual([
      { _row: 1, _line: 1, a: 1 },
      { _row: 5, _line: 4, a: 2 },
    ]);
    expect(quarantine).toMatchObject([
      { row: 2, line: 2, reasons: [expect.stringMatching(/^the element is not JSON \(/)], raw: '{"a":nope}' },
      { row: 3, line: 3, reasons: ['the element is not a JSON object'], raw: '3' },
      { row: 4, line: 3, raw: '"x"' },
    ]);
  });

  test.each([
    ['that is cut off in an element', '[{"a":1},\n{"a":', 'the element that begins here never ends', 2],
    ['that is cut off between elements', '[{"a":1},\n', 'the file ends before its closing bracket', 2],
    ['with something behind it', '[{"a":1}]\n{"a":2}', 'something stands behind its end', 2],
    ['with a comma too many', '[{"a":1},\n,{"a":2}]', 'nothing stands before a comma', 2],
  ])('cannot be read from one %s', async (_, body, reason, line) => {
    await expect(check(body)).rejects.toMatchObject({
      name: 'PermanentError',
      message: `the JSON array is broken: ${reason}`,
      where: `rows.txt, line ${line}`,
    });
  });
});

describe('rows of a CSV file', () => {
  test('have a row number and the line on which they begin, fields with line breaks included', async () => {
    const { rows, staged } = await check('\ufeffa,b\r\n1,"x\r\ny"\r\n\r\n2,z\r\n3,"p\n\nq"\r\n4,"say ""hi"""');
    expect(rows).toEqual([
      { _row: 1, _line: 2, a: '1', b: 'x\r\ny' },
      { _row: 2, _line: 5, a: '2', b: 'z' },
      { _row: 3, _line: 6, a: '3', b: 'p\n\nq' },
      { _row: 4, _line: 9, a: '4', b: 'say "hi"' },
    ]);
    expect(staged.format).toBe('csv');
  });

  test('may end differently from line to line', async () => {
    expect((await check('a,b\r\n1,2\n3,"4\r\n5"\r\n6,7\r8,9')).rows).toEqual([
      { _row: 1, _line: 2, a: '1', b: '2' },
      { _row: 2, _line: 3, a: '3', b: '4\r\n5' },
      { _row: 3, _line: 5, a: '6', b: '7' },
      { _row: 4, _line: 6, a: '8', b: '9' },
    ]);
  });

  test('are put aside when they are uneven, or their quotes make no sense', async () => {
    const { rows, quarantine } = await check('a,b\n1\n1,2,3\n"x"y,2\n5" disk,3\n');
    expect(quarantine).toMatchObject([
      { line: 2, reasons: ['the row has 1 field, the header 2'], raw: '1' },
      { line: 3, reasons: ['the row has 3 fields, the header 2'] },
      { line: 4, reasons: [expect.stringMatching(/^text follows the closing quote/)], raw: '"x"y,2' },
    ]);
    expect(rows).toEqual([{ _row: 4, _line: 5, a: '5" disk', b: '3' }]);
  });

  test.each([
    ['semicolons', 'a;b\nhello, world;x\n"1;2";y\n'],
    ['tabs', 'a\tb\nhello, world\tx\n"1;2"\ty\n'],
    ['pipes', 'a|b\nhello, world|x\n"1;2"|y\n'],
    ['what the pipeline says', 'a\u0001b\nhello, world\u0001x\n1;2\u0001y\n'],
  ])('may be separated by %s', async (how, body) => {
    const spec = how.startsWith('what') ? { delimiter: '\u0001' } : {};
    expect((await check(body, { spec })).rows).toMatchObject([
      { a: 'hello, world', b: 'x' },
      { a: '1;2', b: 'y' },
    ]);
  });

  test('have the types of their schema; an empty cell is an empty text, or no value', async () => {
    const rowSchema = { properties: { a: { type: 'integer' }, b: { type: 'string' } } };
    expect((await check('a,b\n1,\n,x\n', { rowSchema })).rows).toEqual([
      { _row: 1, _line: 2, a: 1, b: '' },
      { _row: 2, _line: 3, b: 'x' },
    ]);
  });

  test.each([
    ['a quote that is never closed', 'a,b\n1,2\n3,"4\n', 'a quote is opened and never closed', /^rows\.txt, line 3$/],
    [
      'a header of another table',
      'x,y\n1,2\n',
      'the header has none of the columns a, b, id, text, label',
      /line 1: x, y/,
    ],
    ['a column that is named twice', 'a,a\n1,2\n', 'the header names a twice', /^rows\.txt, line 1: a, a$/],
    [
      'a column named as one of ours',
      'a,_Row\n1,2\n',
      'the header names _Row, a name that Landfall keeps for itself',
      /line 1/,
    ],
    ['a header of another encoding', Buffer.from('a,\xe9\n1,2\n', 'latin1'), 'the header is not UTF-8', /line 1/],
    ['a header without an end', `a,"b${'\n1,2'.repeat(30_000)}`, 'the header has no end', /^rows\.txt, line 1$/],
  ])('cannot be read past %s', async (_, body, message, where) => {
    await expect(check(body)).rejects.toMatchObject({
      name: 'PermanentError',
      message,
      where: expect.stringMatching(where),
    });
  });
});

describe('a file', () => {
  test.each<[string, string | Buffer, string]>([
    ['UTF-16 with a mark', Buffer.from('\ufeff{"a":1}', 'utf16le'), 'the file is UTF-16, not UTF-8'],
    ['UTF-16 without one', Buffer.from('{"a":1}', 'utf16le'), 'the file is UTF-16, not UTF-8'],
    ['a ZIP archive', Buffer.from('PK\u0003\u0004\u0000\u0000'), 'the file is a ZIP archive'],
    ['gzip in gzip', gzipSync(gzipSync('{"a":1}')), 'the file is packed twice'],
    ['gzip that is cut off', gzipSync('{"a":1}\n'.repeat(100)).subarray(0, 30), 'the gzip file is cut off'],
    ['damaged gzip', damaged(gzipSync('{"a":1}\n'.repeat(100))), 'the gzip file is damaged (incorrect data check)'],
  ])('that is %s is refused', async (_, body, message) => {
    await expect(check(body)).rejects.toMatchObject({
      name: 'PermanentError',
      message,
      where: expect.stringMatching(/^rows\.txt/),
      fix: expect.any(String),
    });
  });

  test.each([
    ['nothing', ''],
    ['white space', ' \n\r\n\t\n'],
    ['a header', 'a,b\n'],
    ['an empty array', '[ ]'],
    ['a packed nothing', gzipSync('')],
  ])('of %s has no rows: how many there must be is a check of its own', async (_, body) => {
    const { staged, clean } = await check(body);
    expect(staged).toMatchObject({ rows: 0, quarantined: 0, reasons: [] });
    expect(clean).toBe('');
  });

  test.each([
    ['jsonl', '{"a":1}\n{"a":2}\n'],
    ['json', '[{"a":1},{"a":2}]'],
    ['csv', 'a\n1\n2\n'],
  ])('of %s is recognised by its content, packed or not', async (format, body) => {
    const plain = await check(body);
    const packed = await check(gzipSync(body));
    expect(plain.staged).toMatchObject({ format, compression: 'none', rows: 2 });
    expect(packed.staged).toMatchObject({ format, compression: 'gzip', rows: 2, digest: plain.staged.digest });
    await check(body, { spec: { format: format as 'csv' } });
  });

  test.each([
    ['csv', '{"a":1}\n', 'the file is JSONL, the pipeline says CSV'],
    ['jsonl', '[{"a":1}]', 'the file is a JSON array, the pipeline says JSONL'],
    ['json', 'a,b\n1,2\n', 'the file is CSV, the pipeline says JSON'],
    ['parquet', '{"a":1}', 'the file is JSONL, the pipeline says Parquet'],
  ] as const)('that is declared as %s and is not, is refused', async (format, body, message) => {
    await expect(check(body, { spec: { format } })).rejects.toMatchObject({ name: 'PermanentError', message });
  });
});

/** The same with another checksum. */
function damaged(packed: Buffer): Buffer {
  packed[packed.length - 6]! ^= 1;
  return packed;
}
