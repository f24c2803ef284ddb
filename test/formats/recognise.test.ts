import { describe, expect, test } from '@jest/globals';
import { recognise, type Format } from '../../formats/recognise';

const whole = { isWhole: true, isEnough: false, takes: () => false };
const look = (text: string | Buffer, declared: 'auto' | Format = 'auto', seen: Partial<typeof whole> = {}) =>
  recognise(Buffer.from(text), declared, { ...whole, ...seen });

test.each<[string, 'auto' | Format, Format]>([
  ['{"a":1}\n', 'auto', 'jsonl'],
  [' [\n {"a":1}]', 'auto', 'json'],
  ['[1,2]\n', 'jsonl', 'jsonl'],
  ['[x],y\n1,2\n', 'auto', 'csv'],
  ['a,b\n1,2\n', 'auto', 'csv'],
  ['PAR1\0\0\0', 'auto', 'parquet'],
  ['', 'csv', 'csv'],
  ['no JSON\n', 'jsonl', 'jsonl'],
])('a file that begins with %j, declared %s, is %s', (text, declared, format) => {
  expect(look(text, declared)).toMatchObject({ format, textAt: 0 });
});

test('the text of a file begins behind its byte order mark', () => {
  expect(look('\ufeff{"a":1}')).toEqual({ format: 'jsonl', textAt: 3, layout: 'lines' });
});

describe('the rows of a JSON file', () => {
  const long = `{"text":"${'x'.repeat(100)}`;

  test.each<[string, string, object]>([
    ['a line each', '{"a":1}\n{"a":2}\n', { layout: 'lines' }],
    ['a line each, a comma behind it', '{"a":1},\n{"a":2},\n', { layout: 'lines' }],
    ['one line', '{"a":1}', { layout: 'lines' }],
    ['lists in a row', '{"tokens":["a"],"tags":[1]}\n{"tokens":["b"],"tags":[2]}', { layout: 'lines' }],
    ['a first line that is cut off', '{"a": 1,\n{"a": 2}\n', { layout: 'lines' }],
    ["Python's dicts", "{'a': 1}\n{'a': 2}\n", { layout: 'lines' }],
    ['several lines each', '{\n "a": 1\n}\n{\n "a": 2\n}', { layout: 'objects' }],
    ['one after the other', '{"a":1}{"a":2} {"a":3}', { layout: 'objects' }],
    ['ended by carriage returns', '{"a":1}\r{"a":2}\r', { layout: 'objects' }],
    ['one array', '[{"a":1}]', { layout: 'array' }],
    ['under a key', '{"v":1,"data":[{"a":1}]}', { layout: 'wrapped', textAt: 14 }],
    ['a conversation', '{"messages":[{"role":"user"}]}', { layout: 'lines' }],
  ])('stand as %s', (_, text, expected) => {
    expect(look(text)).toMatchObject(expected);
  });

  test('cannot be told before their first object, or what is around them, has been seen', () => {
    expect(look(`{"rows":[${long}`, 'auto', { isWhole: false })).toBeUndefined();
  });

  test('stand under a key when the first object is longer than any row', () => {
    expect(look(`{"rows":[${long}`, 'auto', { isWhole: false, isEnough: true })).toMatchObject({ layout: 'wrapped' });
  });

  test('are the only object of a file whose schema declares such a list', () => {
    expect(look('{"data":[{"a":1}]}', 'auto', { takes: () => true } as never)).toMatchObject({ layout: 'lines' });
  });

  test.each<[string, string, RegExp]>([
    ['arrays of arrays', '[["a","b"],["c","d"]]', /^holds arrays in an array/],
    ['columns', '{"text":["a","b"],"label":["x","y"]}', /^holds columns \(text, label\)/],
    ['an object of objects', '{"text":{"0":"a"},"label":{"0":"x"}}', /^holds one object of objects/],
    ['names and values apart', '{"columns":["a"],"index":[0],"data":[["x"]]}', /^holds the names of its columns/],
    ['rows under two keys', '{"train":[{"a":1}],"test":[{"a":2}]}', /^holds rows under several keys \(train, test\)/],
    ["Python's dicts over several lines", '{"a": 1,\n "b": \'x\'}', /single quotes, .*on line 2$/],
    ['JavaScript over several lines', '{\n  text: "a"\n}', /a name stands without quotes, on line 2$/],
  ])('%s are none, and called what they are', (_, text, what) => {
    expect(look(text)).toMatchObject({ refusal: { what: expect.stringMatching(what) } });
  });
});

test.each<[string, Buffer, string]>([
  ['gzip inside of gzip', Buffer.from([0x1f, 0x8b, 8]), 'is packed twice'],
  ['UTF-16', Buffer.from('text', 'utf16le'), 'is UTF-16, not UTF-8'],
  ['UTF-16 with a mark', Buffer.from('\ufefftext', 'utf16le'), 'is UTF-16, not UTF-8'],
  ['UTF-32', Buffer.from([0x61, 0, 0, 0, 0x2c, 0, 0, 0]), 'is UTF-32, not UTF-8'],
  ['UTF-32 with a mark', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'is UTF-32, not UTF-8'],
  ['UTF-32, the other way round', Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x61]), 'is UTF-32, not UTF-8'],
  ['a web page', Buffer.from('<!DOCTYPE html>\n<html>'), 'is an HTML page'],
  ['a database', Buffer.from('SQLite format 3\0'), 'is an SQLite database'],
  [
    'bytes of another kind',
    Buffer.from('abc\0\u0001\u0002\u0003\u0004\u0005defghijk'),
    'is binary, of a format that is not read',
  ],
  ['CSV instead of JSON', Buffer.from('a,b\n'), 'is CSV, the pipeline says JSON'],
])('%s is refused', (_, head, what) => {
  expect(look(head, 'json')).toMatchObject({ refusal: { what } });
});

describe('what is packed as ZIP is called what it is', () => {
  /** As PKWARE's APPNOTE.TXT has it, 4.3.7: the first file of an archive, of which nothing but its name is of interest. */
  const zip = (name: string, { flags = 0, more = '' } = {}) => {
    const header = Buffer.alloc(30);
    header.write('PK\u0003\u0004', 'latin1');
    header.writeUInt16LE(flags, 6);
    header.writeUInt16LE(name.length, 26);
    return Buffer.concat([header, Buffer.from(`${name}\0\u0001${more}`)]);
  };
  const sheet = 'application/vnd.oasis.opendocument.spreadsheet';

  test.each<[string, Buffer, RegExp]>([
    ['a workbook', zip('[Content_Types].xml', { more: 'PK xl/workbook.xml' }), /^is an Excel workbook$/],
    ['a document', zip('[Content_Types].xml', { more: 'PK word/document.xml' }), /^is a Word/],
    ['a spreadsheet', zip('mimetype', { more: sheet }), /^is an OpenDocument spreadsheet$/],
    ['an archive', zip('rows.csv'), /^is a ZIP archive \(rows\.csv is the first in it\)$/],
    [
      'a damaged archive',
      Buffer.from('PK\u0003\u0004' + '\u0001\u00ff\u0007x'.repeat(60), 'latin1'),
      /^is a ZIP archive( with a password)?$/,
    ],
    ['an archive of a long name', zip('x'.repeat(2000)), /^is a ZIP archive$/],
    ['a locked archive', zip('rows.csv', { flags: 1 }), /^is a ZIP archive with a password/],
    ['an archive of nothing', Buffer.from('PK\u0005\u0006\0'), /^is an empty ZIP archive$/],
  ])('%s', (_, head, what) => {
    expect(look(head)).toMatchObject({ refusal: { what: expect.stringMatching(what) } });
  });
});

describe('UTF-16 without a mark is told by where its zeros stand', () => {
  const text = Buffer.from('質問,回答\n荷物はどこですか,配送\n返金してください,返金\n', 'utf16le');

  test('whatever its script', () => {
    expect(look(text)).toMatchObject({
      refusal: { what: 'is UTF-16, not UTF-8', fix: expect.stringMatching('UTF-16LE') },
    });
    expect(look(Buffer.from(text).swap16())).toMatchObject({ refusal: { fix: expect.stringMatching('UTF-16BE') } });
  });

  test('and no text with some of them is taken for it', () => {
    expect(look('質問,回答\n荷物\0,配\0送\n返金\0,返金\n\0')).toMatchObject({ format: 'csv' });
  });
});

test('text that happens to begin like another format is text', () => {
  expect(look('ORC,name\n1,a\n')).toEqual({ format: 'csv', textAt: 0 });
});
