import { describe, expect, test } from '@jest/globals';
import { detectDelimiter, readCsvHeader } from '../../../formats/text/csv-header';

test.each([
  ['a,b\n1,2', ','],
  ['a;b\n"1,2";3,4\n5,6;7', ';'],
  ['a|b|c\n1|2|3', '|'],
  ['a\tb\n1\t2', '\t'],
  ['alone', ','],
  ['a^b\n1, 2^3', '^'],
  ['a~b,c\n1~2,3', ','],
  ['a\x01b\n1\x012', '\x01'],
  ['text,label\nyes; no; maybe; so; on,x\nwell,y', ','],
])('the delimiter of %j is %j', (start, delimiter) =>
  expect(detectDelimiter({ bytes: Buffer.from(start), isWhole: true })).toBe(delimiter),
);

describe('a header', () => {
  const read = (text: string, more: Parameters<typeof readCsvHeader>[2] = {}, isWhole = true) =>
    readCsvHeader({ bytes: Buffer.from(text), isWhole }, 'emails.csv', more);

  test('names the columns, whatever stands in its quotes', () => {
    expect(read('"te\nxt";label\r\n"a, b";c\r\n')).toEqual({
      delimiter: ';',
      header: ['te\nxt', 'label'],
      headerText: '"te\nxt";label',
      headerLine: 1,
      skip: 1,
    });
  });

  test('is not looked for a delimiter where one is declared', () => {
    expect(read('a,b|c\n', { delimiter: '|' })).toMatchObject({ delimiter: '|', header: ['a,b', 'c'] });
  });

  test.each([
    ['"a","b"\n"1","x","y"\n"2","x","y"\n', ['', 'a', 'b']],
    ['a,b\n1,x,y\n3,x,y\n', ['a', 'b']],
    ['a,b\n1,x\n2,y\n', ['a', 'b']],
    ['a,b\n1,x,\n2,y,\n', ['a', 'b']],
    ['a,b\n1,x,y\n', ['a', 'b']],
  ])('of %j is %j: R has no name for the numbers of rows', (text, header) => {
    expect(read(text)).toMatchObject({ header });
  });

  test('of a file without rows is empty', () =>
    expect(read('')).toEqual({ delimiter: ',', header: [], headerText: '', headerLine: 1, skip: 1 }));

  test.each<[string, Parameters<typeof read>, RegExp]>([
    ['a column twice', ['id,id\n'], /names id twice/],
    ['no column that is required', ['id\n', { rowSchema: { required: ['text'] } }], /has no column text/],
    ['a delimiter that is a quote', ['id\n', { delimiter: '"' }], /delimiter "\\"" cannot be read/],
    ['no end', ['"id', {}, false], /the header has no end/],
  ])('with %s is refused', (_, args, message) => {
    expect(() => read(...args)).toThrow(message);
  });
});
