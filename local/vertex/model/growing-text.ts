/** The text of an answer that is still growing: where it ends, and what of it may be shown before it has. */

/** The text before the first stop sequence, if there is one. */
export function cutAtStop(text: string, stopSequences: string[]): string | undefined {
  const places = stopSequences.filter((stop) => stop !== '').map((stop) => text.indexOf(stop));
  const first = Math.min(...places.filter((place) => place >= 0));
  return Number.isFinite(first) ? text.slice(0, first) : undefined;
}

/**
 * What every answer that goes on from `text` begins with once it is trimmed: without what may be a part of a character, the
 * beginning of a stop sequence, or white space at the end.
 * @param text without a whole stop sequence; bytes that are no character yet are U+FFFD
 */
export function certainPart(text: string, stopSequences: string[]): string {
  const characters = text.replace(/\uFFFD+$/, '');
  const begun = Math.max(0, ...stopSequences.map((stop) => lengthBegun(characters, stop)));
  return characters.slice(0, characters.length - begun).trim();
}

/** How much of `stop` the text ends with. */
function lengthBegun(text: string, stop: string): number {
  let length = Math.min(text.length, stop.length - 1);
  while (length > 0 && !text.endsWith(stop.slice(0, length))) length--;
  return length;
}
