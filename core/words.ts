/**
 * The words of a text, as metrics and the warehouse's comparison of examples count them: one rule, in JavaScript and in SQL.
 *
 * Case, width of characters, white space, punctuation and apostrophes make no difference; digits and symbols do: "12 + 30" is
 * not "12 + 31". In a script without spaces each character is a word, as is usual where no dictionary is at hand: sacrebleu's
 * `zh` and `char`, and the character-level ROUGE of Chinese. Google's rouge_score, which this follows for English, sees nothing
 * but a-z and 0-9, and scores all other texts 0.
 */
import { casefold } from './casefold';

/** Unicode's names of the scripts that put no space between words. Tibetan has a mark of its own there, which is punctuation. */
const withoutSpaces = [
  'Han Hiragana Katakana Bopomofo Yi',
  'Thai Lao Khmer Myanmar Tai_Le New_Tai_Lue Tai_Tham Tai_Viet Javanese Balinese',
].flatMap((names) => names.split(' '));

/** Regular expressions that RE2 and JavaScript read alike, but for the way in which they name a script. */
const characterOf = (named: (script: string) => string) => `([${withoutSpaces.map(named).join('')}])`;
const inWords = String.raw`\p{L}\p{M}\p{N}\p{S}`;

const apostrophes = /['’]/gu;
/** JavaScript's regular expression of a character that is a word: of a script without spaces; one group, flag `u`. */
export const characterWithoutSpaces = characterOf((script) => String.raw`\p{Script=${script}}`);
/** The same as RE2 has it, which BigQuery and DuckDB use. */
export const characterWithoutSpacesInRe2 = characterOf((script) => String.raw`\p{${script}}`);
const characters = new RegExp(characterWithoutSpaces, 'gu');
const gaps = new RegExp(`[^${inWords}]+`, 'gu');

/** In their order; none of a text without a letter, a digit or a symbol. */
export function comparedWords(text: string): string[] {
  const spaced = folded(text).replace(apostrophes, '').replace(characters, ' $1 ').replace(gaps, ' ').trim();
  return spaced === '' ? [] : spaced.split(' ');
}

/** The text as its words are read from it: in the normal form NFKC, without case. */
export const folded = (text: string): string => casefold(text.normalize('NFKC')).normalize('NFKC');

/** The same words, with one space between, as an expression of BigQuery's over one of a text. */
export function wordsInSql(text: string): string {
  const replaced = (sql: string, pattern: string, by: string) => `REGEXP_REPLACE(${sql}, r"${pattern}", r"${by}")`;
  // One space between two words is most of what is between words, and what it would be replaced by.
  const otherGaps = `[^${inWords}]{2,}|[^${inWords} ]`;
  const joined = `REPLACE(REPLACE(NORMALIZE_AND_CASEFOLD(${text}, NFKC), "'", ''), '’', '')`;
  return `TRIM(${replaced(replaced(joined, characterWithoutSpacesInRe2, String.raw` \1 `), otherGaps, ' ')})`;
}
