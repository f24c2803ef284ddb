import { describe, expect, test } from '@jest/globals';
import type { RowSchema } from '../../../core/row-schema';
import { compileRowCheck } from '../../../formats/rows/row-check';

const rowSchema: RowSchema = {
  required: ['title'],
  properties: {
    title: { type: 'string' },
    id: { type: 'integer' },
    share: { type: 'number' },
    note: { type: ['string', 'null'] },
    emoji: { type: 'string', minLength: 2, maxLength: 3 },
    tags: { type: 'array', items: { type: 'string' } },
  } as RowSchema['properties'],
};
const rules = { source: 'orders', rowSchema, maxFieldCharacters: 20 };
const title = 'T';

describe('a row', () => {
  const check = compileRowCheck({ ...rules, isCoerced: false });

  test.each<[Record<string, unknown>, string[]]>([
    [{ title, id: 9_007_199_254_740_991, share: 1e300 }, []],
    [JSON.parse('{"title":"T","id":9007199254740993}'), ['id is too large to be kept exactly: make it a string']],
    [{ id: 'x', tags: [1] }, ['title is missing', 'id is not an integer', 'tags.0 is not a string']],
    [{ title: null, tags: [null] }, ['title is null', 'tags.0 is null']],
    [{ title: '' }, ['title is empty']],
    [{ title: ' \u00a0\n' }, ['title is blank']],
    [{ title, note: '' }, []],
    [{ title: 'x'.repeat(21) }, ['title is longer than 20 characters (21)']],
    [{ title, tags: ['x'.repeat(22)] }, ['tags.0 is longer than 20 characters (22)']],
    [{ title: 'a\0' }, ['title holds a NUL character']],
    [{ title, tags: ['\ud800'] }, ['tags.0 holds half a character']],
    [{ title, emoji: '👋👋👋' }, []],
    [{ title, emoji: '👋' }, ['emoji is shorter than 2 characters']],
    [{ title, emoji: '👋👋👋👋' }, ['emoji is longer than 3 characters']],
    [
      { title, _row: 7, _ORIGIN: 'x' },
      ['_row', '_ORIGIN'].map((name) => `${name} is a name that Landfall keeps for itself`),
    ],
    [{ title, tags: Array(2000).fill(1) }, ['tags.0 is not a string']],
    [
      { title, tags: Array(15).fill(1) },
      [
        ...Array.from({ length: 10 }, (_, i) => `tags.${i} is not a string`),
        'there is more wrong with the row (5 reasons)',
      ],
    ],
  ])('%j is refused for %j', (row, reasons) => {
    expect(check(row)).toEqual(reasons);
  });

  test('that is nested deeper than any warehouse reads is refused, and takes no stack with it', () => {
    const row = JSON.parse(`{"title":"T","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`) as Record<string, unknown>;
    expect(check(row)).toEqual(['a is nested more than 100 levels deep']);
  });
});

describe('a row of texts', () => {
  const check = compileRowCheck({ ...rules, isCoerced: true });

  test.each<[Record<string, unknown>, string[]]>([
    [{ title, id: '9007199254740993' }, ['id is too large to be kept exactly: make it a string']],
    [{ title, id: '-12' }, []],
    [{ title, id: '1.5' }, ['id is not an integer']],
  ])('%j is refused for %j', (row, reasons) => {
    expect(check(row)).toEqual(reasons);
  });

  test('has the types of its schema afterwards', () => {
    const row = { title, id: '12', share: '0.5' };
    check(row);
    expect(row).toEqual({ title, id: 12, share: 0.5 });
  });
});

test('a row schema that is none is told as that', () => {
  expect(() => compileRowCheck({ ...rules, rowSchema: { type: 'banana' } as object, isCoerced: false })).toThrow(
    /^the row schema of orders cannot be used/,
  );
});
