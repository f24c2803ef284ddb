/** Letters without case, as Unicode defines it and JavaScript does not offer it. */

/** Cherokee's small letters fold to the capitals, which are older. */
const foldsUp = /[\u13a0-\u13ff\uab70-\uabbf]/;

/** Full case folding (unicode.org/Public/UCD/latest/ucd/CaseFolding.txt, C and F). */
export const casefold = (text: string): string =>
  text.replace(/[A-Z]+|[^\0-\u007f]/gu, (run) => (run < '\u0080' ? run.toLowerCase() : foldOne(run)));

function foldOne(character: string): string {
  if (character === '\u0131') return character;
  if (foldsUp.test(character)) return character.toUpperCase();
  // By way of the capitals: ß becomes ss. Letter by letter: a sigma that ends a word folds as any other.
  return Array.from(character.toLowerCase().toUpperCase(), (one) => one.toLowerCase()).join('');
}
