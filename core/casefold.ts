/** Letters without case, as Unicode defines it and JavaScript does not offer it. */

/** Cherokee's small letters fold to the capitals, which are older. */
const foldsUp = /[\u13a0-\u13ff\uab70-\uabbf]/;

/** ASCII, Latin letters and general punctuation whose folding is the small letter: all but µ, ß, İ and what is beyond. */
const foldsAsLower = /^[\0-\u00b4\u00b6-\u00de\u00e0-\u012f\u2000-\u206f]*$/;

/** Full case folding (unicode.org/Public/UCD/latest/ucd/CaseFolding.txt, C and F). */
export const casefold = (text: string): string =>
  foldsAsLower.test(text)
    ? text.toLowerCase()
    : text.replace(/[A-Z]+|[^\0-\u007f]/gu, (run) => (run < '\u0080' ? run.toLowerCase() : foldOne(run)));

function foldOne(character: string): string {
  if (character === '\u0131') return character;
  if (foldsUp.test(character)) return character.toUpperCase();
  // By way of the capitals: ß becomes ss. Letter by letter: a sigma that ends a word folds as any other.
  return Array.from(character.toLowerCase().toUpperCase(), (one) => one.toLowerCase()).join('');
}
