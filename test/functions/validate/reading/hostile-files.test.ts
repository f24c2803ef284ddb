import { describe, expect, test } from '@jest/globals';
import { PassThrough, Readable } from 'node:stream';
import { checkObject } from '../../../../functions/validate/reading/check-object';
import { createWorld } from '../../fakes';
import { anyRow, check, inOneThread } from '../objects';

describe('a row of bytes that are no text', () => {
  test('is put aside with its place in the file; the others go on', async () => {
    const latin1 = Buffer.from('{"a":"caf\xe9"}\n', 'latin1');
    const surrogate = Buffer.from([...Buffer.from('{"a":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}\n')]);
    const body = Buffer.concat([Buffer.from('\ufeff{"a":"é"}\n'), latin1, surrogate, Buffer.from('{"a":"👋"}')]);
    const { rows, quarantine, staged } = await check(body);
    expect(rows).toEqual([
      { _row: 1, _line: 1, a: 'é' },
      { _row: 4, _line: 4, a: '👋' },
    ]);
    expect(quarantine).toMatchObject([
      {
        row: 2,
        line: 2,
        reasons: ['the text is not UTF-8, perhaps Windows-1252: save the file as UTF-8 (byte 24 of the file)'],
        raw: '{"a":"caf\ufffd"}',
      },
      { row: 3, line: 3, reasons: [expect.stringMatching(/UTF-8 \(byte 34 of the file\)/)] },
    ]);
    expect(staged.reasons).toEqual([
      {
        reason: 'the text is not UTF-8, perhaps Windows-1252: save the file as UTF-8',
        count: 1,
        rows: [2],
        lines: [2],
      },
      { reason: 'the text is not UTF-8: save the file as UTF-8', count: 1, rows: [3], lines: [3] },
    ]);
  });

  test('is put aside when it holds NUL, or half a character, in JSON and in CSV', async () => {
    const json = await check('{"a":"x\\u0000y"}\n{"a":"\\ud83d"}\n{"a":"\\ud83d\\udc4b"}\n{"a":"raw\0"}\n');
    expect(json.rows).toEqual([{ _row: 3, _line: 3, a: '👋' }]);
    expect(json.quarantine).toMatchObject([
      { reasons: ['a holds a NUL character'] },
      { reasons: ['a holds half a character'] },
      { reasons: [expect.stringMatching(/^the line is not JSON/)] },
    ]);
    expect((await check('a,b\nx\0y,1\nx,2\n')).quarantine).toMatchObject([
      { row: 1, reasons: ['a holds a NUL character'] },
    ]);
  });
});

describe('a row that is hostile', () => {
  test.each<[string, string, string]>([
    ['names our columns', '{"_row":7,"a":1}', '_row is a name that Landfall keeps for itself'],
    ['names them in capitals', '{"_ORIGIN":7}', '_ORIGIN is a name that Landfall keeps for itself'],
    [
      'is nested without end',
      `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      'a is nested more than 100 levels deep',
    ],
    ['is JSON of another kind', '"DROP TABLE emails; --"', 'the line is not a JSON object'],
  ])('is put aside when it %s', async (_, row, reason) => {
    const { quarantine, rows } = await check(`${row}\n{"a":1}`, { spec: { format: 'jsonl' } });
    expect(quarantine).toMatchObject([{ row: 1, reasons: [reason] }]);
    expect(rows).toEqual([{ _row: 2, _line: 2, a: 1 }]);
  });

  test('cannot reach what objects inherit', async () => {
    const { rows } = await check('{"__proto__":{"a":1},"constructor":2,"b":3}\n', {
      rowSchema: { properties: { a: {}, b: {} } },
    });
    expect(rows).toEqual([{ _row: 1, _line: 1, b: 3 }]);
    await expect(check('a,__proto__\n1,2\n')).rejects.toMatchObject({
      message: expect.stringContaining('the header names __proto__'),
    });
  });

  test('is shown up to a length, with how long it is', async () => {
    const row = `{"a":"${'é'.repeat(3000)}"`;
    const { quarantine } = await check(`${row}\n`);
    expect(quarantine).toMatchObject([{ raw: `${row.slice(0, 2000)}…`, rawBytes: Buffer.byteLength(row) }]);
  });

  test('is put aside when a field is longer than the pipeline allows', async () => {
    const { quarantine } = await check('{"a":"12345"}\n{"a":"1234"}', { maxFieldCharacters: 4 });
    expect(quarantine).toMatchObject([{ row: 1, reasons: ['a is longer than 4 characters (5)'] }]);
  });
});

test('a file whose every row fails is all quarantine', async () => {
  const { staged, clean } = await check('nope\n'.repeat(25_000), { spec: { format: 'jsonl' } });
  expect(clean).toBe('');
  expect(staged).toMatchObject({
    rows: 0,
    quarantined: 25_000,
    reasons: [{ count: 25_000, rows: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }],
  });
});

describe('a line of 200 MB', () => {
  test.each([
    ['JSONL', '', '{"a":"', '"}', '{"a":1}', '{"a":2}'],
    ['CSV', 'a\n', '"', '"', '1', '2'],
  ])(
    'is passed over without being held, and reading goes on (%s)',
    async (format, header, open, close, first, last) => {
      const piece = Buffer.alloc(1 << 20, 'x');
      async function* body() {
        yield Buffer.from(`${header}${first}\n${open}`);
        for (let count = 0; count < 200; count++) yield piece;
        yield Buffer.from(`${close}\n${last}\n`);
      }
      const { clock, log } = createWorld();
      const written = new Map<string, string>();
      const openWrite = (uri: string) =>
        new PassThrough().on('data', (chunk: Buffer) => written.set(uri, (written.get(uri) ?? '') + chunk.toString()));
      const before = process.memoryUsage().arrayBuffers;
      let most = 0;
      const staged = await checkObject(
        {
          uri: 'gs://landing/x',
          generation: '1',
          bytes: 200 << 20,
          file: 'x',
          source: 'x',
          spec: { format: 'auto', form: 'rows', schema: 'x.json', required: true },
          rowSchema: anyRow,
          maxFieldCharacters: 1000,
          cleanUri: 'clean',
          quarantineUri: 'quarantine',
          partsFolder: 'parts/',
        },
        {
          objects: {
            openRead: () => Readable.from(body(), { objectMode: false, highWaterMark: 1 << 20 }),
            openWrite,
          } as never,
          log: { ...log, progress: () => (most = Math.max(most, process.memoryUsage().arrayBuffers - before)) },
          clock,
          signal: new AbortController().signal,
          isTimeUp: () => false,
          parallelism: inOneThread,
        },
      );
      expect(staged).toMatchObject({ format: format.toLowerCase(), rows: 2, quarantined: 1 });
      const [row] = written.get('quarantine')!.trim().split('\n');
      expect(JSON.parse(row!)).toMatchObject({
        row: 2,
        line: format === 'CSV' ? 3 : 2,
        reasons: [expect.stringMatching(/^the row is longer than 10,000,000 bytes \(209,715,\d+\)$/)],
        rawBytes: (200 << 20) + open.length + close.length,
      });
      expect(row!.length).toBeLessThan(5000);
      expect(most).toBeLessThan(100 << 20);
    },
  );
});
