import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createPlainRows } from '../../../functions/validate/plain-rows';
import { compileRowCheck, type RowSchema } from '../../../functions/validate/row-check';

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
const isPlain = createPlainRows(rowSchema, maxFieldCharacters);
const check = compileRowCheck({ source: 's', rowSchema, maxFieldCharacters, isCoerced: false });
const plain = (text: string) => {
  const bytes = Buffer.from(`xx${text}\n{`);
  return isPlain(bytes, 2, bytes.length - 2);
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
      .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1));
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
  const minimum = createPlainRows({ ...rowSchema, minProperties: 3 } as RowSchema, maxFieldCharacters);
  const bytes = Buffer.from('{"id":"e1","text":"abc"}');
  expect(minimum(bytes, 0, bytes.length)).toBe(false);
});
