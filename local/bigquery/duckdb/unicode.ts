/** Texts in the ways that Unicode, not DuckDB, defines: letters without case, and words that begin with a capital. */

/** Cherokee's small letters fold to the capitals, which are older. */
const foldsUp = /[\u13a0-\u13ff\uab70-\uabbf]/;

/** Full case folding (unicode.org/Public/UCD/latest/ucd/CaseFolding.txt, C and F). */
export const casefold = (text: string): string => Array.from(text, foldOne).join('');

function foldOne(character: string): string {
  if (character === '\u0131') return character;
  if (foldsUp.test(character)) return character.toUpperCase();
  // By way of the capitals: ß becomes ss. Letter by letter: a sigma that ends a word folds as any other.
  return Array.from(character.toLowerCase().toUpperCase(), (one) => one.toLowerCase()).join('');
}

/** What ends a word when INITCAP is told nothing else, besides white space. */
const delimiters = '[](){}/|\\<>!?@"^#$&~_,.:;*%+-';

/** INITCAP: the first letter of every word a capital, all others small. */
export function capitalize(text: string, ending: string | null): string {
  const ends = ending === null ? (one: string) => /\s/u.test(one) || delimiters.includes(one) : inSet(ending);
  let begins = true;
  return Array.from(text, (one) => {
    const written = begins ? one.toUpperCase() : one.toLowerCase();
    begins = ends(one);
    return written;
  }).join('');
}

function inSet(characters: string): (one: string) => boolean {
  const set = new Set(characters);
  return (one) => set.has(one);
}
