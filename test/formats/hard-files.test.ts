import { afterAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearAway, initOf, validationOf } from './hard-files';

afterAll(clearAway);

const fixture = (name: string) => readFileSync(join('test/formats/hard-files', name));

describe('a file that people report trouble with is read by init and by validate alike', () => {
  test.each<[name: string, rows: number, first: object, putAside: string[]]>([
    ['big-ids.csv', 24, { id: '9007199254740993', text: 'Where is my parcel 0 now' }, []],
    ['bom-in-middle.csv', 24, { text: 'Where is my parcel 0 now', label: 'shipping' }, []],
    ['cat-headers.csv', 24, { text: 'Where is my parcel 0 now' }, ['the row repeats the header (line 14)']],
    ['excel-trailing-cols.csv', 24, { text: 'Where is my parcel 0 now', label: 'shipping' }, []],
    ['sep-semicolon.csv', 24, { _line: 3, question: 'Where is my parcel 0 now', answer: 'shipping' }, []],
    ['spark-escape.csv', 24, { text: 'He said "parcel 0", twice', label: 'shipping' }, []],
    ['line-comma.jsonl', 24, { _line: 1, text: 'Where is my parcel 0 now' }, []],
    ['pretty.jsonl', 24, { _line: 1, text: 'Where is my parcel 0 now', label: 'shipping' }, []],
    ['wrapped.json', 24, { _line: 4, text: 'Where is my parcel 0 now', label: 'shipping' }, []],
    ['nan.jsonl', 18, { _line: 2, score: 0.25 }, ['NaN is not JSON: write null (line 1)']],
    ['c-tools-null.jsonl', 24, { prompt: 'Hello number 0', completion: 'Answer number 0' }, []],
    ['c-empty-tools.jsonl', 24, { prompt: 'Hello number 0', completion: 'Answer number 0' }, []],
    ['c-system-null.jsonl', 24, { prompt: 'Hello 0', completion: 'A 0' }, []],
    ['c-gemini-sys-string.jsonl', 24, { system: 'Be kind.', prompt: 'Q 0', completion: 'A 0' }, []],
    ['p-messages.parquet', 24, { system: 'Be kind.', prompt: 'Hello 0', completion: 'Answer 0' }, []],
    ['p-blob-unused.parquet', 24, { thumbnail: 'YWL/', text: 'Where is my parcel number 0?' }, []],
    ['p-interval.parquet', 24, { text: 'Where is my parcel number 0?' }, []],
    [
      'p-decimals.parquet',
      24,
      { dec_neg: '-12345.67', dec_big: '12345678901234567.89', dec18: '-99999999999.123456', dec4: 0.1, dec9: -1.5 },
      [],
    ],
    [
      'p-types.parquet',
      24,
      { tm: '23:59:59.999999Z', tmtz: '08:00:00Z', tns: '2024-01-01T00:00:00.123456789Z', bl: 'YWL/' },
      [],
    ],
  ])('%s: %i rows', async (name, rows, first, putAside) => {
    const body = fixture(name);
    const made = await initOf(name, body);
    expect(made.refused).toBeUndefined();
    expect(made.said!.rows).toBe(rows);
    const checked = await validationOf(body, made);
    expect(checked.rows).toHaveLength(rows);
    expect(checked.first).toMatchObject(first);
    expect(checked.reasons).toEqual(putAside);
    // init says it in validate's words.
    expect(made.said!.putAside).toHaveLength(checked.reasons!.length);
    for (const reason of checked.reasons!) expect(made.said!.putAside[0]).toContain(reason.replace(/ \(line.*/, ''));
  });

  test.each<[name: string, reason: RegExp]>([
    ['c-consecutive.jsonl', /the user speaks twice in a row: join those turns into one \(line.* 1\b/],
    ['c-messages-string.jsonl', /messages is a text that holds JSON: write the list itself.* \(line.* 1\b/],
    ['python-repr.jsonl', /texts stand in single quotes, as Python prints them; write it with json.dumps \(line.* 1\b/],
    ['utf32.csv', /is UTF-32, not UTF-8[^]*iconv -f UTF-32 -t UTF-8/],
  ])('%s is no training data, for one reason', async (name, reason) => {
    const body = fixture(name);
    const made = await initOf(name, body);
    expect(made.refused).toMatch(reason);
    expect(made.refused).not.toMatch(/holds no rows|\n {4}at |DuckDB/);
    const checked = await validationOf(body, made, name.startsWith('c-'));
    expect(checked.refused ?? checked.reasons!.join('\n')).toMatch(reason);
  });

  test('a column that cannot be read is named, and costs a file only where it is used', async () => {
    const made = await initOf('p-interval.parquet', fixture('p-interval.parquet'));
    expect(made.said!.unusable).toEqual([
      'column iv of p_interval is of type INTERVAL, which cannot be read: write it as a text or a number to use it',
    ]);
    const schema = { ...made.schema, properties: { ...made.schema!.properties, iv: {} } };
    const checked = await validationOf(fixture('p-interval.parquet'), { ...made, schema });
    expect(checked.refused).toMatch(/^the column iv of the Parquet file is of type INTERVAL, which cannot be read\n/);
  });
});
