import { expect, test } from '@jest/globals';
import {
  cut,
  formatAge,
  formatBytes,
  formatShare,
  formatSeconds,
  formatTimeLeft,
  inert,
  inline,
  plural,
  quoted,
  spread,
  visible,
  width,
  wrap,
} from '../../../cli/render/text';

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
  [1, 'row', '1 row'],
  [1200, 'row', '1,200 rows'],
])('%d %s is %s', (count, noun, text) => expect(plural(count, noun)).toBe(text));

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

test('two texts that do not fit stay apart', () => expect(spread('abcdef', 'gh', 4)).toBe('abcdef  gh'));

test.each([
  ['fits', 10, 'fits'],
  ['exactly 10', 10, 'exactly 10'],
  ['is longer than ten', 10, 'is longer…'],
  ['\u001b[32mgreen\u001b[39m', 5, '\u001b[32mgreen\u001b[39m'],
  ['\u001b[32mgreener\u001b[39m', 5, 'gree…'],
])('%j in %d columns is %j', (text, columns, shown) => expect(cut(text, columns)).toBe(shown));

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
  ['\u001b]0;owned\u0007 \u001b[2J', '\\u001b]0;owned\\u0007 \\u001b[2J'],
  ['\u009b31m and \u007f', '\\u009b31m and \\u007f'],
  ['overwritten\rby this', 'overwritten\\u000dby this'],
  ['gpj\u202eexe', 'gpj\\u202eexe'],
  ['lines\r\nand\ttabs\nstay', 'lines\nand\ttabs\nstay'],
  ['Zoë 👩\u200d💻 日本', 'Zoë 👩\u200d💻 日本'],
])('what would steer a terminal in %j is shown, not sent', (text, shown) => expect(visible(text)).toBe(shown));

test.each([
  ['two\nlines\tand a tab', 'two\\nlines\\tand a tab'],
  ['\u001b[2J', '\\u001b[2J'],
])('%j within a line is %s', (text, shown) => expect(inline(text)).toBe(shown));

test.each([
  ['plain', Infinity, '"plain"'],
  ['a "b"\n\u202e', Infinity, '"a \\"b\\"\\n\\u202e"'],
  ['longer than it may be', 10, '"longer th…"'],
])('the value %j in %d characters is %s', (value, characters, shown) => expect(quoted(value, characters)).toBe(shown));

test.each([
  ['=1+1', '"=1+1"'],
  [' @SUM(A1)', '" @SUM(A1)"'],
  ['-cmd', '"-cmd"'],
  ['id = 1', 'id = 1'],
])('what a spreadsheet would compute in %j is a string: %s', (text, shown) => expect(inert(text)).toBe(shown));

test.each([
  [0, '0 %'],
  [0.0034, '0.34 %'],
  [0.05, '5 %'],
  [0.1234, '12.3 %'],
  [1, '100 %'],
])('the share %d reads %s', (share, text) => expect(formatShare(share)).toBe(text));
