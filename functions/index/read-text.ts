/** What a file's bytes say, or why it cannot be read. */

/** Some five thousand passages, which are embedded in the time of one delivery. */
const mostBytes = 2 * 1024 * 1024;

/** Beginnings of files that hold no plain text, and how a person gets it out of them. */
const foreign: [name: string, isOne: (beginning: string) => boolean, fix: string][] = [
  ['a PDF', (beginning) => beginning.trimStart().startsWith('%PDF-'), 'save its text as Markdown or plain text'],
  [
    'an archive, as DOCX, ODT and EPUB are',
    (beginning) => beginning.startsWith('PK\x03\x04'),
    'save its text as Markdown or plain text',
  ],
  ['compressed', (beginning) => beginning.startsWith('\x1f\x8b'), 'unpack it'],
  [
    'an HTML page',
    (beginning) => /^\s*(?:<!doctype html|<html|<\?xml)/i.test(beginning),
    'save its text as Markdown: offsets into it would hold tags',
  ],
];

export type ReadText = { text: string } | { reason: string; fix: string };

export function readText(bytes: Buffer): ReadText {
  if (bytes.length === 0) return { reason: 'the file is empty', fix: 'drop a file with text' };
  if (bytes.length > mostBytes)
    return { reason: `the file has ${bytes.length} bytes, more than ${mostBytes}`, fix: 'cut it into several files' };
  const beginning = bytes.subarray(0, 512).toString('latin1');
  const found = foreign.find(([, isOne]) => isOne(beginning));
  if (found) return { reason: `the file is ${found[0]}`, fix: found[2] };
  const text = decoded(bytes);
  if (text === undefined)
    return { reason: `the file is not UTF-8, from byte ${firstFault(bytes)} on`, fix: 'save it as UTF-8' };
  if (text.includes('\0'))
    return { reason: 'the file holds bytes of zero, and is no text', fix: 'drop Markdown or plain text in UTF-8' };
  if (!/[\p{L}\p{N}]/u.test(text)) return { reason: 'the file holds no words', fix: 'drop a file with text' };
  return { text };
}

/** A byte order mark stays, so that what is written of the text has the file's bytes. */
function decoded(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The byte, from 1, at which a character begins that is none. */
function firstFault(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isBeginning(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  while (decoded(bytes.subarray(0, good)) === undefined) good--;
  return good + 1;
}

/** Whether more may follow: nothing is wrong but that the last character has not ended. */
function isBeginning(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
