import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scoreOf } from './score';

const rougeL = (answer: string, ...references: string[]) => scoreOf('rougeL', answer, ...references);

describe('ROUGE-L', () => {
  // Lin 2004, section 3: against "police killed the gunman", the first answer has LCS 3 of 4 words, the second 2.
  test.each([
    ['police kill the gunman', 'police killed the gunman', 0.75],
    ['the gunman kill police', 'police killed the gunman', 0.5],
    ['The quick brown fox.', 'the quick brown fox', 1],
    ['a b c d e f', 'a c e', 2 / 3],
    ['Über 12 Straßen', 'über 12 straßen', 1],
    ['nothing', 'in common', 0],
    ['', 'something', 0],
  ])('of %j against %j is %d', (answer, target, score) => {
    expect(rougeL(answer, target)).toBeCloseTo(score, 12);
  });

  test.each([
    ['Chinese', '客户要求退款。', '客户想要退款', 10 / 12],
    ['Japanese', '返金を希望します', '返金を希望', 10 / 13],
    ['Thai', 'ขอเงินคืน', 'ขอเงิน', 12 / 15],
    ['Khmer', 'សូមសង', 'សូម', 6 / 8],
    ['Lao', 'ຂໍເງິນ', 'ຂໍ', 4 / 8],
    ['Burmese', 'ငွေပြန်', 'ငွေ', 6 / 10],
    ['Chinese among English words', 'refund 退款 now', 'refund 退 now', 6 / 7],
    ['Korean, which has spaces', '환불 해 주세요', '환불 주세요', 4 / 5],
  ])('sees what an answer in %s keeps', (_, answer, target, score) => {
    expect(rougeL(answer, target)).toBeCloseTo(score, 12);
  });

  test.each([
    ['wide and narrow letters', 'ＲＥＦＵＮＤ １２', 'refund 12'],
    ['a letter in one piece and in two', 'caf\u00e9', 'cafe\u0301'],
    ['capitals that fold to two letters', 'STRASSE', 'straße'],
    ['a sigma at a word’s end', 'ΟΔΟΣ', 'οδος'],
    ['half-width katakana', 'ﾘﾌｧﾝﾄﾞ', 'リファンド'],
  ])('makes no difference of %s', (_, answer, target) => {
    expect(rougeL(answer, target)).toBe(1);
  });

  test.each([
    ['?!', '?!', 1],
    ['?!', '!', 0],
    ['👍🏽', '👍🏽', 1],
    ['👍', '👎', 0],
    ['', '', 1],
    [' \n', '', 1],
    ['', '?', 0],
    ['', '👍', 0],
  ])('of texts without words, %j against %j, is %d', (answer, target, score) => {
    expect(rougeL(answer, target)).toBe(score);
  });

  test('of several references the best counts', () => {
    expect(rougeL('police kill the gunman', 'a b c', 'police killed the gunman')).toBe(0.75);
  });

  test.each([
    [{}, 'refunding orders', 'refunded order', 0],
    [{ stem: true }, 'refunding orders', 'refunded order', 1],
    [{ stem: true }, 'the gas', 'the ga', 0.5],
    [{ stem: true }, 'Straßen', 'Straße', 0],
    [{ tokenize: 'rouge-score' as const }, "don't", 'don t', 1],
    [{ tokenize: 'rouge-score' as const }, '退款', '退款', 0],
  ])('with %j of %j against %j is %d', (options, answer, target, score) => {
    expect(scoreOf({ metric: 'rougeL', ...options }, answer, target)).toBe(score);
  });

  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...Array.from('aAéß ß,.!’12+客退ขโのコー👍')),
      fc.string({ unit: 'grapheme', maxLength: 1 }),
    ),
  });

  test('equal texts score 1, whatever they are of', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(rougeL(one, one)).toBe(1);
      }),
    );
  });

  test('it lies between 0 and 1, and is the same whichever text comes first', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const score = rougeL(one, other);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(rougeL(other, one)).toBe(score);
      }),
    );
  });
});
