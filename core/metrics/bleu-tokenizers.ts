/** The tokenizers of BLEU, as sacreBLEU has them: a BLEU without the name of its tokenizer says nothing. */
import { splitAtSpaces } from './tokenizers';

/** Of mteval-v13a: ASCII punctuation stands alone, but for periods and commas within numbers. */
const western = (text: string): string[] =>
  splitAtSpaces(
    text
      .replace(/[{-~[-`!-&(-+:-@/]/g, ' $& ')
      .replace(/([^0-9])([.,])/g, '$1 $2 ')
      .replace(/([.,])([^0-9])/g, ' $1 $2')
      .replace(/([0-9])(-)/g, '$1 $2 '),
  );

const entities: [entity: string, character: string][] = [
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
];

function tokenize13a(text: string): string[] {
  let line = text.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
  if (line.includes('&')) for (const [entity, character] of entities) line = line.replaceAll(entity, character);
  return western(` ${line} `);
}

/** Of mteval-v14: all punctuation and symbols that Unicode knows stand alone. */
const tokenizeIntl = (text: string): string[] =>
  splitAtSpaces(
    text
      .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
      .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
      .replace(/\p{S}/gu, ' $& '),
  );

/**
 * Chinese characters, and what is wide as they are. Where sacreBLEU means what lies beyond U+FFFF it writes '\u20000' and
 * '\u2a6d6', which are two characters each to Python: what it splits is U+2001 to U+2A6D, and so it is here.
 */
const chinese =
  /[\u3400-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\uff00-\uffef\u2e80-\u2eff\u3000-\u303f\u31c0-\u31ef\u2f00-\u2fdf\u2ff0-\u2fff\u3100-\u312f\u31a0-\u31bf\ufe10-\ufe1f\ufe30-\ufe4f\u2600-\u27bf\u3200-\u33ff\u2001-\u2a6d]/g;

export const bleuTokenizers = {
  '13a': tokenize13a,
  intl: tokenizeIntl,
  zh: (text: string): string[] => western(text.replace(chinese, ' $& ')),
  char: (text: string): string[] => splitAtSpaces(Array.from(text).join(' ')),
  none: splitAtSpaces,
};
export type BleuTokenizer = keyof typeof bleuTokenizers;
