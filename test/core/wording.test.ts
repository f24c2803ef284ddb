import { describe, expect, test } from '@jest/globals';
import { amount, masked, percent, plural, portion, printable, quoted, shown, visible } from '../../core/wording';

test.each([
  [0, '0 %'],
  [0.0034, '0.34 %'],
  [0.05, '5 %'],
  [0.1234, '12.34 %'],
  [0.00001, 'under 0.01 %'],
  [0.999999, 'over 99.99 %'],
  [1, '100 %'],
])('the share %d reads %s', (share, words) => {
  expect(percent(share)).toBe(words);
});

test.each([
  [1, 'row', '1 row'],
  [1200, 'row', '1,200 rows'],
])('%d %s is %s', (count, noun, text) => expect(plural(count, noun)).toBe(text));

test('a portion says how many of how many', () => {
  expect(portion(4, 1189, 'row')).toBe('4 of 1,189 rows (0.34 %)');
  expect(portion(0, 0, 'row')).toBe('0 of 0 rows');
});

test.each([
  [0.05, 'share', '5 %'],
  [1, 'rows', '1 row'],
  [1200, 'examples', '1,200 examples'],
  [5, 'times', '5 times'],
  [0.25, 'index', '0.25'],
  [131072, 'tokens', '131,072 tokens'],
] as const)('%d in %s reads %s', (value, unit, words) => {
  expect(amount(value, unit)).toBe(words);
});

describe('a value that is shown', () => {
  test.each<[string, unknown, string]>([
    ['text is in quotes', 'e17', '"e17"'],
    ['a number is bare', 17, '17'],
    ['nothing is null', null, 'null'],
    ['quotes and backslashes are escaped', 'a"\\', String.raw`"a\"\\"`],
    ['a formula is text in quotes', '=HYPERLINK("x")', String.raw`"=HYPERLINK(\"x\")"`],
    ['control characters are escaped', '\u0000\u001b[31m\r\n', String.raw`"\u0000\u001b[31m\r\n"`],
    ['what turns the writing direction is escaped', 'a\u202eb\u200b', String.raw`"a\u202eb\u200b"`],
    ['line separators are escaped', '\u2028', String.raw`"\u2028"`],
    ['other writing stays', 'Grüße 👋', '"Grüße 👋"'],
    ['half a character is escaped', '\ud83d', String.raw`"\ud83d"`],
  ])('%s', (_, value, text) => {
    expect(shown(value)).toBe(text);
  });

  test('is cut between characters', () => {
    expect(shown('👋'.repeat(9), 4)).toBe('"👋👋👋👋…"');
  });

  test.each([
    ['write to ana.b@example.co.uk now', 'write to a…@… now'],
    ['+49 (151) 2345-6789', '+4…89'],
    ['4111 1111 1111 1111', '41…11'],
    ['DE89 3704 0044 0532 0130 00', 'DE…'],
    ['order 88121', 'order 88121'],
    ['5f70bf18-a087-0060', '5f70bf18-a087-0060'],
  ])('%s is masked as %s', (text, hidden) => {
    expect(masked(text)).toBe(hidden);
  });
});

test.each([
  ['\u001b]0;owned\u0007 \u001b[2J', '\\u001b]0;owned\\u0007 \\u001b[2J'],
  ['\u009b31m and \u007f', '\\u009b31m and \\u007f'],
  ['overwritten\rby this', 'overwritten\\u000dby this'],
  ['gpj\u202eexe', 'gpj\\u202eexe'],
  ['lines\r\nand\ttabs\nstay', 'lines\nand\ttabs\nstay'],
  ['a\u2028b\ud83d', 'a\\u2028b\\ud83d'],
  ['Zoë 👩\u200d💻 日本', 'Zoë 👩\u200d💻 日本'],
])('what would steer a terminal in %j is shown, not sent', (text, shown) => expect(visible(text)).toBe(shown));

test.each([
  ['two\nlines\tand a tab', 'two\\nlines\\tand a tab'],
  ['\u001b[2J\u202e', '\\u001b[2J\\u202e'],
  ['Zoë 👩\u200d💻', 'Zoë 👩\u200d💻'],
  ['x'.repeat(301), `${'x'.repeat(300)}…`],
])('%j on one line is %s', (text, shown) => expect(printable(text)).toBe(shown));

test.each([
  ['plain', Infinity, '"plain"'],
  ['a "b"\n\u202e', Infinity, '"a \\"b\\"\\n\\u202e"'],
  ['longer than it may be', 10, '"longer tha…"'],
])('the value %j in %d characters is %s', (value, characters, shown) => expect(quoted(value, characters)).toBe(shown));
