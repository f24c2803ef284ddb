import { expect, test } from '@jest/globals';
import { cut, inColumns, inert, spread, width, wrap } from '../../../cli/render/text';
import { formatAge, formatBytes, formatSeconds, formatTimeLeft } from '../../../core/quantities';
import { inline } from '../../../core/wording';

test.each([
  [0, '0.0 s'],
  [0.94, '0.9 s'],
  [59.94, '59.9 s'],
  [59.96, '1 min 0 s'],
  [75.4, '1 min 15 s'],
  [3600, '60 min 0 s'],
])('%d seconds read %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

test.each([
  [0.4, 'almost done'],
  [3.2, 'about 4 s left'],
  [21, 'about 25 s left'],
  [89, 'about 2 min left'],
  [300, 'about 5 min left'],
])('%d seconds to go read %s', (seconds, text) => expect(formatTimeLeft(seconds)).toBe(text));

test.each([
  [0, '0 B'],
  [1023, '1.0 KB'],
  [1536, '1.5 KB'],
  [414438, '405 KB'],
  [2 * 1024 ** 3, '2.0 GB'],
])('%d bytes read %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [59_000, 'just now'],
  [60_000, '1 minute ago'],
  [7_300_000, '2 hours ago'],
  [200_000_000, '2 days ago'],
])('%d ms ago is %s', (age, text) => expect(formatAge(age)).toBe(text));

test('colors take no columns', () => {
  expect(width('\u001b[32m✔\u001b[39m ok')).toBe(4);
  expect(spread('\u001b[32mab\u001b[39m', 'cd', 8)).toBe('\u001b[32mab\u001b[39m    cd');
});

test.each([
  ['要約', 4],
  ['👍', 2],
  ['👩‍👩‍👧‍👦 ok', 5],
  ['e\u0301', 1],
])('%s takes %d columns', (text, columns) => expect(width(text)).toBe(columns));

test.each([
  ['要約要約', 5, '要約…'],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 3, '👩‍👩‍👧‍👦…'],
  ['ee\u0301e\u0301e', 3, 'ee\u0301…'],
])('%s in %d columns is %s: no character is cut in two', (text, columns, shown) => {
  expect(cut(text, columns)).toBe(shown);
  expect(width(cut(text, columns))).toBeLessThanOrEqual(columns);
});

test.each([
  ['1,185 of 1,189 examples are left', 11, '1,185 of…'],
  ['11 of 1,200 rows', 13, '11 of 1,200…'],
])('%s in %d columns is %s: no number is cut in two', (text, columns, shown) => expect(cut(text, columns)).toBe(shown));

test('the last cell of a row that is too long is wrapped between words, below its own beginning', () => {
  const rows = [
    ['emails.jsonl', '1,189 rows · 11 quarantined · 405 KB'],
    ['a.csv', '300 rows'],
  ];
  expect(inColumns(rows, { room: 40 })).toEqual([
    'emails.jsonl   1,189 rows · 11',
    '               quarantined · 405 KB',
    'a.csv          300 rows',
  ]);
});

test('without columns, in a pipe, a time stands right behind its text', () => expect(spread('a', 'b')).toBe('a  b'));

test('what is written without spaces is broken between its words', () => {
  const lines = wrap('お客様は壊れたミキサーの交換を希望しています', 16);
  expect(lines.join('')).toBe('お客様は壊れたミキサーの交換を希望しています');
  for (const line of lines) expect(width(line)).toBeLessThanOrEqual(16);
});

test('two texts that do not fit stay apart', () => expect(spread('abcdef', 'gh', 4)).toBe('abcdef  gh'));

test.each([
  ['fits', 10, 'fits'],
  ['exactly 10', 10, 'exactly 10'],
  ['is longer than ten', 10, 'is longer…'],
  ['\u001b[32mgreen\u001b[39m', 5, '\u001b[32mgreen\u001b[39m'],
  ['\u001b[32mgreener\u001b[39m', 5, 'gree…'],
])('%j in %d columns is %j', (text, columns, shown) => expect(cut(text, columns)).toBe(shown));

test('a number stays with its per cent sign', () =>
  expect(wrap('a chance of 95 % is it', 14)).toEqual(['a chance of', '95 % is it']));

test('prose is broken between words, and a word that is too long stays whole', () => {
  expect(wrap('one two three\nfour aVeryLongWord five', 9)).toEqual([
    'one two',
    'three',
    'four',
    'aVeryLongWord',
    'five',
  ]);
});

test.each([
  ['two\nlines\tand a tab', 'two\\nlines\\tand a tab'],
  ['\u001b[2J', '\\u001b[2J'],
])('%j within a line is %s', (text, shown) => expect(inline(text)).toBe(shown));

test.each([
  ['=1+1', '"=1+1"'],
  [' @SUM(A1)', '" @SUM(A1)"'],
  ['-cmd', '"-cmd"'],
  ['id = 1', 'id = 1'],
])('what a spreadsheet would compute in %j is a string: %s', (text, shown) => expect(inert(text)).toBe(shown));
