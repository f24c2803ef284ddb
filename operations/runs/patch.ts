/** What differs between two texts, line by line, as diff -u writes it. */
import { createTwoFilesPatch, formatPatch, structuredPatch } from 'diff';

/** Two lines around each change; nothing of texts that are the same. */
export function patchOf(before: string, after: string): string {
  const patch = formatPatch(structuredPatch('', '', ended(before), ended(after), '', '', { context: 2 }));
  const begin = patch.indexOf('@@');
  return begin < 0 ? '' : patch.slice(begin).trimEnd();
}

/** As git apply takes it. @param path from the repository's root */
export const filePatch = (path: string, before: string, after: string): string =>
  createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after).replace(/^=+\n/, '');

/** A text that ends its last line, so that no remark about that stands in the diff. */
const ended = (text: string): string => (text.endsWith('\n') || text === '' ? text : `${text}\n`);
