import { describe, expect, test } from '@jest/globals';
import { amount, masked, percent, portion, shown } from '../../core/wording';

test.each([
  [0, '0 %'],
  [0.0034, '0.34 %'],
  [0.00001, 'under 0.01 %'],
  [0.999999, 'over 99.99 %'],
  [1, '100 %'],
])('the share %d reads %s', (share, words) => {
  expect(percent(share)).toBe(words);
});

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
