import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { bucket, openLocal, type Local } from '../../harness';

const fields = [
  { name: 'text', type: 'STRING' },
  { name: 'count', type: 'INTEGER' },
  { name: 'ratio', type: 'FLOAT' },
  { name: 'is_new', type: 'BOOLEAN' },
  { name: 'price', type: 'NUMERIC' },
  { name: 'photo', type: 'BYTES' },
  { name: 'day', type: 'DATE' },
  { name: 'at', type: 'TIMESTAMP' },
  { name: 'meta', type: 'JSON' },
  { name: 'tags', type: 'STRING', mode: 'REPEATED' },
  {
    name: 'item',
    type: 'RECORD',
    fields: [
      { name: 'sku', type: 'STRING' },
      { name: 'sizes', type: 'INTEGER', mode: 'REPEATED' },
    ],
  },
];

/** JSON texts of values, most of them plain, some that only the row-by-row path can judge. */
const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '\u2028', '\0', '\\', '"', '\n\t', '{"a":1}', ',}', '𝒳', 'null', "'"),
);
const text = texts.map((value) => JSON.stringify(value));
const whole = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc.integer().map((n) => `"${n}"`),
);
const rarely = (arbitrary: fc.Arbitrary<string>, ...others: string[]) =>
  fc.oneof(
    { weight: 40, arbitrary },
    { weight: 6, arbitrary: fc.constant('null') },
    { weight: 1, arbitrary: fc.constantFrom('null', ...others) },
  );
const json = fc.oneof(
  fc
    .dictionary(fc.constantFrom('a', 'é', 'b c'), fc.oneof(fc.integer(), fc.boolean(), texts))
    .map((value) => JSON.stringify(value)),
  fc.json().filter((value) => !value.startsWith('"')),
  fc.constantFrom(
    '{"b":1,"a":[1.5,"\\u00e9",{}]}',
    '{"2":1,"1":2}',
    '{"n":1.0}',
    '[1e3]',
    '{"big":12345678901234567890}',
    '0.1',
  ),
);
const values: Record<string, fc.Arbitrary<string>> = {
  text: rarely(text, '5', '1.0', 'true', '1e3', '{}'),
  count: rarely(whole, '1.0', '1.5', '1e3', '"x"', 'true', '9223372036854775808', '" 7 "'),
  ratio: rarely(
    fc.oneof(
      { weight: 9, arbitrary: fc.integer().map((n) => JSON.stringify(n / 1000)) },
      { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => JSON.stringify(n)) },
    ),
    '"1.5"',
    '"NaN"',
    '-0.0',
    '1e400',
  ),
  is_new: rarely(fc.boolean().map(String), '"yes"', '1', '"maybe"'),
  price: rarely(
    fc.integer({ min: -1e9, max: 1e9 }).map((n) => `"${n / 100}"`),
    '1.10',
    '12',
    '"a"',
  ),
  photo: rarely(
    fc.uint8Array().map((bytes) => JSON.stringify(Buffer.from(bytes).toString('base64'))),
    '"_-"',
    '5',
  ),
  day: rarely(
    fc
      .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((day) => `"${day.toISOString().slice(0, 10)}"`),
    '"2024-1-2"',
    '"2024-13-45"',
    '5',
  ),
  at: rarely(
    fc
      .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((day) => JSON.stringify(day)),
    '"2024-01-02 03:04:05 UTC"',
    '1700000000.5',
    '"2024-01-02"',
  ),
  meta: rarely(json, '"[1]"', '"\\"x\\""'),
  tags: rarely(
    fc.array(text).map((all) => `[${all.join(', ')}]`),
    '["a", null]',
    '"a"',
    '[5]',
  ),
  item: rarely(
    fc
      .record({ sku: text, sizes: fc.array(whole) }, { requiredKeys: [] })
      .map(
        ({ sku, sizes }) =>
          `{${[...(sku ? [`"sku" : ${sku}`] : []), ...(sizes ? [`"sizes":[${sizes.join()}]`] : [])].join()}}`,
      ),
    '{"SKU":"x"}',
    '[]',
  ),
  unknown: fc.oneof(json, text),
  'odd "key"\\': whole,
};
const known = Object.keys(values).slice(0, fields.length);
const others = Object.keys(values).slice(fields.length);
const objectOf = (keys: string[]) =>
  fc
    .tuple(...keys.map((key) => values[key]!.map((value) => `${JSON.stringify(key)}: ${value}`)))
    .map((members) => `{${members.join(',')}}`);
const plainRow = fc.subarray(known).chain(objectOf);
const row = fc.oneof(
  { weight: 15, arbitrary: plainRow },
  { weight: 1, arbitrary: fc.subarray([...known, ...others], { minLength: 1 }).chain(objectOf) },
);

let local: Local;
let loads = 0;

beforeAll(async () => {
  local = await openLocal();
  await local.client.createDataset('d');
});
afterAll(() => local.close());

/** The rows of a file once loaded, or the error; with how many bad records were passed over. */
async function load(content: string | Buffer, settings: object = {}) {
  const table = `t${++loads}`;
  await local.put(`${table}.jsonl`, content);
  const [job] = await local.client.createJob({
    configuration: {
      load: {
        sourceUris: [`gs://${bucket}/${table}.jsonl`],
        sourceFormat: 'NEWLINE_DELIMITED_JSON',
        destinationTable: { projectId: 'demo', datasetId: 'd', tableId: table },
        schema: { fields },
        ...settings,
      },
    },
  });
  for (;;) {
    const [{ status, statistics }] = await job.getMetadata();
    if (status.state !== 'DONE') continue;
    if (status.errorResult) return { error: status.errorResult.message as string };
    const columns = fields.map(({ name, type }) => (type === 'JSON' ? `TO_JSON_STRING(${name}) AS ${name}` : name));
    const [rows] = await local.client.query(`SELECT ${columns.join(', ')} FROM d.${table}`);
    return { rows: JSON.stringify(rows), load: statistics.load as { outputRows: string; badRecords: string } };
  }
}

describe('a file that DuckDB reads itself', () => {
  test('gives the rows that the row-by-row path gives, whatever is in them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (rows, ignoreUnknownValues) => {
          const lines = `${rows.join('\n')}\n`;
          const bulk = await load(lines, { ignoreUnknownValues });
          // A line that is no row makes it the row-by-row path.
          const slow = await load(`no row\n${lines}`, { ignoreUnknownValues, maxBadRecords: 1 });
          expect(bulk.rows).toEqual(slow.rows);
          expect(Boolean(bulk.error)).toBe(Boolean(slow.error));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('may be packed with gzip, have blank lines, spaces and carriage returns', async () => {
    const lines = '{"text":"a"}\r\n\n  { "text" : "b", "tags" : [ "x" , "y" ] }\r\n';
    const plain = await load(lines);
    expect(plain.load).toMatchObject({ outputRows: '2', badRecords: '0' });
    expect((await load(gzipSync(lines))).rows).toBe(plain.rows);
    expect((await load(`${lines}no row`, { maxBadRecords: 1 })).rows).toBe(plain.rows);
  });

  test('still has its bad rows told by line', async () => {
    const error = 'no such field: other.; line_number: 2 File: gs://files/';
    expect((await load('{"text":"a"}\n{"text":"b","other":1}\n')).error).toContain(error);
    expect((await load('{"text":"a"}\n{"TEXT":5.0}\n{"count":1.5}\n')).error).toContain(
      "Could not parse '1.5' as INT64 for field count; line_number: 3",
    );
  });
});
