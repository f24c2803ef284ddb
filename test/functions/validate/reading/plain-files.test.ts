import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { check } from '../objects';

const rowSchema = {
  type: 'object',
  required: ['id', 'text'],
  properties: {
    id: { type: 'string', pattern: '^e' },
    text: { type: 'string', minLength: 2, maxLength: 40 },
    count: { type: 'integer', minimum: -5 },
    share: { type: 'number' },
    isNew: { type: 'boolean' },
  },
};

/** The same schema, of which no row is plain: it says something of rows as wholes. */
const ordinary = { ...rowSchema, minProperties: 0 };

/** Any but halves of a pair; fast-check's own of the kind first takes seconds to list a million of them. */
const character = fc
  .integer({ min: 0, max: 0x10ffff - 0x800 })
  .map((code) => String.fromCodePoint(code < 0xd800 ? code : code + 0x800));
const text = fc.oneof(
  fc.string({ maxLength: 45 }),
  fc.string({ unit: character, maxLength: 12 }),
  fc.constantFrom('ab', 'e1', 'é👋', '"', '\\', 'a\nb', 'a\r\nb', '\t', ' ', '\u0000', '\u2028', '007', '-0', '1.5'),
);
const id = fc.nat(99).map((n) => `e${n}`);
const count = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(1e21, 0.5, 2 ** 60));
const row = fc.record(
  {
    id: fc.oneof({ weight: 9, arbitrary: id }, text),
    text,
    count,
    share: fc.double(),
    isNew: fc.boolean(),
    more: text,
  },
  { requiredKeys: ['id', 'text'] },
);
const lineEnd = fc.constantFrom('\n', '\n', '\r\n', '\n\n');
const sizes = { blockBytes: 64, blockRows: 3, longestRow: 300, partBytes: 1 << 28 };
const limits = fc.constantFrom(sizes, { ...sizes, blockBytes: 1 << 16, blockRows: 1000 });

/** How many rows were kept. How they are written anew is not compared. */
async function comeToTheSame(body: string, format: 'jsonl' | 'csv', blocks: typeof sizes): Promise<number> {
  const outcome = (schema: object) =>
    check(body, { spec: { format }, limits: blocks, rowSchema: schema }).then(
      ({ rows, quarantine }) => ({ rows, quarantine, failure: '' }),
      ({ message }: Error) => ({ rows: [], quarantine: [], failure: message }),
    );
  const plain = await outcome(rowSchema);
  expect(plain).toEqual(await outcome(ordinary));
  return plain.rows.length;
}

describe('a file comes to the same rows and reasons, by a look at its bytes and without', () => {
  test('when it is JSON Lines', async () => {
    const line = fc.oneof(
      { weight: 8, arbitrary: row.map((each) => JSON.stringify(each)) },
      { weight: 1, arbitrary: fc.constantFrom('', '{}', '{"id":"e1"', '[1]', '{ "id" : "e2" ,\t"text":"\\u0041b"}') },
    );
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), lineEnd, limits, async (lines, end, blocks) => {
        kept += await comeToTheSame(lines.join(end), 'jsonl', blocks);
      }),
      { numRuns: 300 },
    );
    expect(kept).toBeGreaterThan(300);
  });

  test('when it is CSV', async () => {
    const quoted = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`;
    const cell = (value: unknown) =>
      fc.boolean().map((isQuoted) => (isQuoted || /[",\r\n]/.test(String(value)) ? quoted(value) : String(value)));
    const record = row.chain((each) =>
      fc.tuple(...['id', 'text', 'count', 'share', 'more'].map((name) => cell(each[name as keyof typeof each] ?? ''))),
    );
    const line = fc.oneof(
      { weight: 9, arbitrary: record.map((cells) => cells.join(',')) },
      { weight: 1, arbitrary: fc.constantFrom('', 'e1,ab', 'e1,"ab"c,,,', 'e1,a"b,1,,', 'e2,ab,,,,,') },
    );
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), lineEnd, limits, async (lines, end, blocks) => {
        kept += await comeToTheSame(['id,text,count,share,more', ...lines].join(end), 'csv', blocks);
      }),
      { numRuns: 300 },
    );
    expect(kept).toBeGreaterThan(300);
  });
});
