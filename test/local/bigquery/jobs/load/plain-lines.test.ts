import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { plainLine } from '../../../../../local/bigquery/jobs/load/plain-lines';
import { literal } from '../../../../../local/bigquery/rows/duck-types';

const fields = [
  { name: 'text', type: 'STRING' },
  { name: 'count', type: 'INTEGER' },
  { name: 'ratio', type: 'FLOAT' },
  { name: 'meta', type: 'JSON' },
  { name: 'tags', type: 'STRING', mode: 'REPEATED' as const },
  { name: 'item', type: 'RECORD', fields: [{ name: 'sku', type: 'STRING' }] },
];

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => connection.closeSync());

async function isPlain(line: string): Promise<boolean> {
  const pattern = plainLine(fields, ['a.b', 'é"']);
  const [[answer]] = (
    await connection.runAndReadAll(`SELECT regexp_full_match(${literal(line)}, ${literal(pattern)})`)
  ).getRows() as [[boolean]];
  return answer;
}

describe('plain lines', () => {
  test.each([
    '{}',
    '{"text":"a \\" \\\\ \\u00e9 é","count":-9223372036854775808,"ratio":0.125}',
    ' { "count" : "12" , "text" : null }\r',
    '{"text":5,"tags":["a","b"],"item":{"sku":null}}',
    '{"meta":{"a":[1,2.5,{"b":null}],"é":"\\n"},"tags":[]}',
    '{"a.b":{"any":["thing"]},"é\\"":"x"}',
  ])('%s', async (line) => {
    expect(await isPlain(line)).toBe(true);
  });
});

describe('lines that need a closer look', () => {
  test.each([
    ['keys in another case', '{"Text":"a"}'],
    ['keys that are no columns', '{"aXb":1}'],
    ['keys written with escapes', '{"t\\u0065xt":"a"}'],
    ['numbers that JavaScript writes otherwise', '{"text":1.0}'],
    ['integers with a fraction', '{"count":1.0}'],
    ['negative zero', '{"ratio":-0.0}'],
    ['truths for numbers', '{"count":true}'],
    ['objects for texts', '{"text":{}}'],
    ['JSON in a text', '{"meta":"{}"}'],
    ['keys that JavaScript sorts', '{"meta":{"b":1,"1":2}}'],
    ['long integers in JSON', '{"meta":[12345678901234567890]}'],
    ['a comma before the end', '{"count":1,}'],
    ['a comma before the end within', '{"tags":["a",]}'],
    ['NULL elements', '{"tags":["a",null]}'],
    ['no number', '{"ratio":NaN}'],
    ['arrays of objects', '[{"text":"a"}]'],
  ])('%s', async (_name, line) => {
    expect(await isPlain(line)).toBe(false);
  });
});
