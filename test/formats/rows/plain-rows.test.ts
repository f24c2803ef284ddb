import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createPlainRows } from '../../../formats/rows/plain-rows';
import type { RowSchema } from '../../../core/row-schema';
import { compileRowCheck } from '../../../formats/rows/row-check';

const rowSchema = {
  type: 'object',
  required: ['id', 'text'],
  properties: {
    id: { type: 'string', pattern: '^[ea]' },
    text: { type: 'string', minLength: 2, maxLength: 5 },
    count: { type: 'integer', minimum: -5 },
    share: { type: 'number' },
    isNew: { type: 'boolean' },
    note: { type: ['string', 'null'] },
    at: { type: 'string', format: 'date-time' },
    'od"d': { type: 'string' },
    any: {},
    tags: { type: 'array' },
  },
} as RowSchema;
const maxFieldCharacters = 25;
const rows = createPlainRows({ rowSchema, maxFieldCharacters })!;
const check = compileRowCheck({ source: 's', rowSchema, maxFieldCharacters, isCoerced: false });
const plain = (text: string) => {
  const bytes = Buffer.from(`xx${text}\n{`);
  rows.hold({ bytes, spans: Uint32Array.of(2, bytes.length - 2, 7) });
  const kept = rows.keep(0, 5);
  const { length } = kept.lines;
  if (kept.rows > 0) expect(kept.lines.toString()).toBe(`{"_row":5,"_line":7,${text.slice(1)}\n`);
  else expect(length).toBe(0);
  return kept.rows === 1;
};

describe('a line is plain', () => {
  test.each([
    '{"id":"e1","text":"abc"}',
    ' { "id" : "e1",\t"text":"abc" } '.trim(),
    '{"text":"é👋x","id":"a","count":-5,"share":0.5,"isNew":true,"note":null,"at":"2026-11-23T10:00:00Z"}',
    '{"id":"e\\n","text":"ab\\"","od\\"d":"x","share":-12,"note":"\\\\"}',
    '{"id":"e1","text":"abc","at":"2026-11-30T10:00:00Z"}',
  ])('when it is %s', (line) => expect(plain(line)).toBe(true));

  test.each([
    ['has a column twice', '{"id":"e1","text":"abc","id":"e2"}'],
    ['has a column that is not declared', '{"id":"e1","text":"abc","more":1}'],
    ['lacks a required column', '{"id":"e1"}'],
    ['breaks its schema', '{"id":"x1","text":"abc"}'],
    ['has a text that is too short', '{"id":"e1","text":"👋"}'],
    ['has a required text that may be blank', '{"id":"e1","text":"\u00a0\u00a0"}'],
    ['has a field that is too long', `{"id":"e${'1'.repeat(25)}","text":"abc"}`],
    ['has a whole number written otherwise', '{"id":"e1","text":"abc","count":1.0}'],
    ['has more digits than are exact', '{"id":"e1","text":"abc","count":9007199254740993}'],
    ['has a number that is none', '{"id":"e1","text":"abc","share":01}'],
    ['has an escape by number', '{"id":"e1","text":"a\\u0000b"}'],
    ['has a line break in a text', '{"id":"e1","text":"a\nb"}'],
    ['has a list', '{"id":"e1","text":"abc","any":[1]}'],
    ['is cut off', '{"id":"e1","text":"abc"'],
    ['is followed by something', '{"id":"e1","text":"abc"}x'],
    ['is no object', '[1]'],
  ])('not when it %s', (_, line) => expect(plain(line)).toBe(false));

  test('only when the ordinary way finds nothing wrong with it, and reads the same', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 9 }),
      fc.constantFrom('e1', 'ab', 'a\\', '"', '\u0000', ' ', '👋é', '2026-02-30T10:00:00Z'),
    );
    const value = fc.oneof(
      text,
      text,
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.integer(), { maxLength: 2 }),
    );
    const name = fc.constantFrom(...Object.keys(rowSchema.properties!), 'more', '_row');
    const space = fc.constantFrom('', '', '', ' ', '\t', '\r', '\u00a0');
    const field = fc
      .tuple(name, value, space, space, space)
      .map(([key, each, a, b, c]) => `${a}${JSON.stringify(key)}${b}:${c}${JSON.stringify(each)}`);
    const line = fc
      .tuple(fc.constantFrom('"id":"e1","text":"abc"', ''), fc.array(field, { maxLength: 4 }))
      .map(([begin, fields]) => `{${[begin, ...fields].filter(Boolean).join(',')}}`);
    const damaged = fc
      .tuple(line, fc.nat(60), fc.constantFrom('', '"', ',', '}', '\\', '0', 'é'))
      // A file is bytes: half of a pair of surrogates cannot stand in one.
      .map(([text, at, put]) => Buffer.from(text.slice(0, at) + put + text.slice(at + 1)).toString());
    let plainLines = 0;
    fc.assert(
      fc.property(fc.oneof(line, damaged), (each) => {
        if (!plain(each)) return;
        plainLines += 1;
        const row = JSON.parse(each) as Record<string, unknown>;
        expect(check(row)).toEqual([]);
        expect(Object.keys(row).every((key) => Object.hasOwn(rowSchema.properties!, key))).toBe(true);
        // No name twice: written anew, the line has as many names as it had.
        expect(each.match(/"\s*:/g)!.length).toBeGreaterThanOrEqual(Object.keys(row).length);
      }),
      { numRuns: 3000 },
    );
    expect(plainLines).toBeGreaterThan(100);
  });
});

test('a schema that says something of whole rows makes no line plain', () => {
  expect(
    createPlainRows({ rowSchema: { ...rowSchema, minProperties: 3 } as RowSchema, maxFieldCharacters }),
  ).toBeUndefined();
});

describe('rows of a block', () => {
  const lines = [
    '{"id":"e1","text":"abc"}',
    '{"text":"abc","id":"a"}',
    '{"id":"x"}',
    '',
    `{"id":"e${'é'.repeat(9)}","text":"ab"}`,
  ];
  const bytes = Buffer.from(lines.join('\n'));
  let at = 0;
  const spans = Uint32Array.from(
    lines.flatMap((line, index) => {
      const begin = at;
      at += Buffer.byteLength(line) + 1;
      return [begin, at - 1, index + 10];
    }),
  );

  test('are kept up to the first that is not plain, and from behind it on', () => {
    expect(rows.hold({ bytes, spans }).equals(bytes)).toBe(true);
    const kept = rows.keep(0, 4_000_000_000);
    expect(kept.rows).toBe(2);
    expect(kept.lines.toString()).toBe(
      '{"_row":4000000000,"_line":10,"id":"e1","text":"abc"}\n{"_row":4000000001,"_line":11,"text":"abc","id":"a"}\n',
    );
    expect(rows.keep(2, 1).rows).toBe(0);
    const last = rows.keep(4, 1);
    expect([last.rows, last.lines.toString()]).toEqual([1, `{"_row":5,"_line":14,${lines[4]!.slice(1)}\n`]);
    expect(rows.keep(5, 1).rows).toBe(0);
  });

  test('may be more than fit into the memory of those before', () => {
    const many = Buffer.from(`${lines[0]}\n`.repeat(100_000));
    const length = lines[0]!.length + 1;
    const places = Uint32Array.from({ length: 300_000 }, (_, index) => {
      const row = Math.floor(index / 3);
      return [row * length, row * length + length - 1, row + 1][index % 3]!;
    });
    rows.hold({ bytes: many, spans: places });
    const kept = rows.keep(0, 1);
    expect(kept.rows).toBe(100_000);
    expect(kept.lines.toString().endsWith(`{"_row":100000,"_line":100000,${lines[0]!.slice(1)}\n`)).toBe(true);
    expect(plain(lines[1]!)).toBe(true);
  });
});
