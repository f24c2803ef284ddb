/** Words that begin with a capital, as BigQuery, not DuckDB, defines them. */

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
