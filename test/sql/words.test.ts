import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { wordsInSql, comparedWords } from '../../core/words';
import { openWarehouse, type Warehouse } from './rendered-examples';

let warehouse: Warehouse;
beforeAll(async () => void (warehouse = await openWarehouse()));
afterAll(() => warehouse?.close());

/** One of every kind of character that the rule tells apart, in scripts with and without spaces. */
const texts: [text: string, words: string[]][] = [
  ['The quick, brown FOX.', ['the', 'quick', 'brown', 'fox']],
  ["Don't and don’t", ['dont', 'and', 'dont']],
  ['12 + 30 = 42 €', ['12', '+', '30', '=', '42', '€']],
  ['ﬁne ＷＩＤＥ ﾘﾌｧﾝﾄﾞ', ['fine', 'wide', 'リ', 'フ', 'ァ', 'ン', 'ド']],
  ['Straße STRASSE ΟΔΟΣ', ['strasse', 'strasse', 'οδοσ']],
  ['cafe\u0301', ['café']],
  ['客户：退款。', ['客', '户', '退', '款']],
  ['コーヒーを2杯', ['コ', 'ー', 'ヒ', 'ー', 'を', '2', '杯']],
  ['ขอเงินคืน', Array.from('ขอเงินคืน')],
  ['សូម ຂໍ ငွေ', Array.from('សូមຂໍငွေ')],
  ['ᦒᦱᧉ ꦗꦮ ᬩᬮᬶ ꆈꌠ', Array.from('ᦒᦱᧉꦗꦮᬩᬮᬶꆈꌠ')],
  ['བོད་སྐད', ['བོད', 'སྐད']],
  ['환불 요청', ['환불', '요청']],
  ['👍🏽 👩\u200d💻', ['👍🏽', '👩', '💻']],
  ['a\u00a0b\u3000c\u200bd', ['a', 'b', 'c', 'd']],
  ['?! … —', []],
  ['', []],
];

test.each(texts)('the words of %j are %j', (text, words) => {
  expect(comparedWords(text)).toEqual(words);
});

test('the warehouse tells the same words of every text', async () => {
  const sql = `SELECT ${wordsInSql('text')} AS words FROM UNNEST(@texts) AS text WITH OFFSET AS place ORDER BY place`;
  const found = await warehouse.rows<{ words: string }>(sql, { texts: texts.map(([text]) => text) });
  expect(found.map(({ words }) => words)).toEqual(texts.map(([, words]) => words.join(' ')));
});
