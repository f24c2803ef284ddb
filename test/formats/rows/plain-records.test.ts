import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitFields } from '../../../formats/text/csv';
import { createPlainRows } from '../../../formats/rows/plain-rows';
import { isTextual, type RowSchema } from '../../../core/row-schema';
import { compileRowCheck } from '../../../formats/rows/row-check';

const rowSchema = {
  type: 'object',
  required: ['id', 'text'],
  properties: {
    id: { type: 'string', pattern: '^[ea]' },
    text: { type: 'string', minLength: 2, maxLength: 6 },
    count: { type: 'integer', minimum: -5 },
    share: { type: 'number' },
    isNew: { type: 'boolean' },
    note: { type: ['string', 'null'] },
  },
} as RowSchema;
const rules = { rowSchema, maxFieldCharacters: 10 };
const header = ['id', 'text', 'more', 'count', 'share', 'note'];

const shorter = ['id', 'text', 'isNew', 'share'];
const rowsOf = (names: string[], schema = rowSchema) =>
  createPlainRows({ ...rules, rowSchema: schema, csv: { header: names, delimiter: ',' } });
const recordsOf = new Map([header, shorter].map((names) => [names, rowsOf(names)!]));

function plain(record: string, names = header): object | undefined {
  const records = recordsOf.get(names)!;
  const bytes = Buffer.from(`xx${record}\ny`);
  records.hold({ bytes, spans: Uint32Array.of(2, bytes.length - 2, 7) });
  const { rows, lines } = records.keep(0, 5);
  if (rows === 0) return undefined;
  const { _row, _line, ...row } = JSON.parse(lines.toString()) as Record<string, unknown>;
  expect([_row, _line]).toEqual([5, 7]);
  return row;
}

describe('a record is plain', () => {
  test.each<[string, object]>([
    ['e1,abc,,,,', { id: 'e1', text: 'abc', note: '' }],
    ['"e1","a,""b",x,-5,0.25,"l\r\n\t\\"', { id: 'e1', text: 'a,"b', count: -5, share: 0.25, note: 'l\r\n\t\\' }],
    ['e1,5" d,,7,3,é👋', { id: 'e1', text: '5" d', count: 7, share: 3, note: 'é👋' }],
  ])('%j', (record, row) => expect(plain(record)).toEqual(row));

  test.each([
    ['has other fields than the header', 'e1,abc'],
    ['breaks its schema', 'x1,abc,,,,'],
    ['has a required text that may be blank', 'e1,"  ",,,,'],
    ['has a number written otherwise', 'e1,abc,,07,,'],
    ['has a number that is none', 'e1,abc,,,1e5x,'],
    ['has a NUL', 'e1,abc,,,,\0'],
    ['has text behind a quote', 'e1,"abc"d,,,,'],
    ['has a field that is too long', `e1,abc,,,,${'x'.repeat(11)}`],
  ])('not when it %s', (_, record) => expect(plain(record)).toBeUndefined());

  test('only when the ordinary way finds nothing wrong with it, and then it is the same row', () => {
    const check = compileRowCheck({ source: 's', ...rules, isCoerced: true });
    const text = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('e1', 'ab', '"', '""', 'a\nb', '\u0000', ' ', '👋é', '-0', '1.50', '007', 'true'),
    );
    const field = fc.oneof(
      text.filter((each) => !/[,"\r\n]/.test(each)),
      text.map((each) => `"${each.replaceAll('"', '""')}"`),
      fc.integer().map(String),
      fc.double().map(String),
    );
    const good: Record<string, fc.Arbitrary<string>> = {
      id: fc.constantFrom('e1', '"a"', '"e,"""'),
      text: fc.constantFrom('abc', '"a""b"', 'éx', '5" x'),
      count: fc.integer({ min: -5 }).map(String),
      share: fc.double({ min: -9, max: 9, noNaN: true }).map((each) => each.toFixed(3)),
      isNew: fc.constantFrom('', 'true'),
    };
    const oneOf = (name: string) =>
      fc.oneof({ weight: 8, arbitrary: good[name] ?? field }, { weight: 1, arbitrary: field });
    const records = fc
      .constantFrom(header, shorter)
      .chain((names) => fc.tuple(fc.constant(names), fc.tuple(...names.map(oneOf)), fc.constantFrom('', '', '', ',')));
    let plainRecords = 0;
    fc.assert(
      fc.property(records, ([columns, cells, more]) => {
        const record = cells.join(',') + more;
        const row = plain(record, columns);
        if (!row) return;
        plainRecords += 1;
        const fields = splitFields(record, { delimiter: ',' })!;
        expect(fields).toHaveLength(columns.length);
        const named = columns.map((name, index) => [name, fields[index]] as const);
        const ordinary = Object.fromEntries(named.filter(([name, cell]) => cell !== '' || isTextual(rowSchema, name)));
        expect(check(ordinary)).toEqual([]);
        delete ordinary['more'];
        expect(row).toEqual(ordinary);
      }),
      { numRuns: 5000 },
    );
    expect(plainRecords).toBeGreaterThan(100);
  });
});

test.each([
  ['lacks a required column', ['id', 'note']],
  ['names a column of many types', ['id', 'text', 'any']],
])('no record is plain when the header %s', (_, names) => {
  const many = { ...rowSchema, properties: { ...rowSchema.properties, any: {} } };
  expect(rowsOf(names, many)).toBeUndefined();
});
