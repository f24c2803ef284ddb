/** The first object of a JSON file: what its members hold, and where it ends. */

export interface Member {
  name: string;
  /** A list of objects, of lists, of other values, or of nothing; an object; any other value. */
  holds: 'objects' | 'lists' | 'values' | 'nothing' | 'object' | 'value';
  /** Where the value begins. */
  at: number;
}

export interface Scanned {
  members: Member[];
  /** Behind its closing brace; undefined when that is not among the bytes. */
  end?: number;
  /** It stands on more than one line. */
  hasLines: boolean;
  /** Where it stops being JSON. */
  oddAt?: number;
  /** What stands there is a single quote or a bare word, as Python and JavaScript write them. */
  isForeign?: boolean;
}

const [newline, quote, singleQuote, comma, colon, backslash] = [10, 34, 39, 44, 58, 92];
const [openBracket, closeBracket, openBrace, closeBrace] = [91, 93, 123, 125];

/** @param from where its opening brace stands */
export function scanObject(bytes: Buffer, from: number): Scanned {
  const scanned: Scanned = { members: [], hasLines: false };
  let depth = 0;
  let isBroken = false;
  let name = '';
  /** What may come next within the object itself. */
  let next = 'name' as 'name' | 'colon' | 'value' | 'comma';
  const odd = (at: number, isForeign = false): Scanned => ({ ...scanned, oddAt: at, isForeign });
  const put = (holds: Member['holds'], at: number) => {
    scanned.members.push({ name, holds, at });
    next = 'comma';
  };

  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === newline) isBroken = true;
    if (byte <= 32) continue;
    scanned.hasLines ||= isBroken;
    if (byte === singleQuote) return odd(at, true);
    if (byte === quote) {
      const close = closingQuote(bytes, at);
      if (close < 0) return bytes.indexOf(newline, at) < 0 ? scanned : odd(at);
      const line = bytes.subarray(at, close).indexOf(newline);
      if (line >= 0) return odd(at + line);
      if (depth === 1 && next === 'name') {
        name = bytes.toString('utf8', at + 1, close);
        next = 'colon';
      } else if (depth === 1 && next === 'value') put('value', at);
      else if (depth === 1) return odd(at);
      at = close;
    } else if (byte === openBrace || byte === openBracket) {
      if (depth === 1 && next !== 'value') return odd(at);
      if (depth === 1) put(byte === openBrace ? 'object' : listOf(bytes, at), at);
      depth += 1;
    } else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
      if (depth === 0) return { ...scanned, end: at + 1 };
    } else if (depth === 1) {
      if (byte === colon && next === 'colon') next = 'value';
      else if (byte === comma && next === 'comma') next = 'name';
      else if (next === 'value') {
        const end = behindWord(bytes, at);
        put('value', at);
        at = end - 1;
      } else return odd(at, next === 'name' && isWord(byte));
    }
  }
  return scanned;
}

function closingQuote(bytes: Buffer, open: number): number {
  for (let close = bytes.indexOf(quote, open + 1); close >= 0; close = bytes.indexOf(quote, close + 1)) {
    let before = close;
    while (bytes[before - 1] === backslash) before -= 1;
    if ((close - before) % 2 === 0) return close;
  }
  return -1;
}

function listOf(bytes: Buffer, open: number): Member['holds'] {
  let at = open + 1;
  while (at < bytes.length && bytes[at]! <= 32) at += 1;
  if (at === bytes.length || bytes[at] === closeBracket) return 'nothing';
  return bytes[at] === openBrace ? 'objects' : bytes[at] === openBracket ? 'lists' : 'values';
}

function behindWord(bytes: Buffer, from: number): number {
  let at = from + 1;
  while (at < bytes.length && bytes[at]! > 32 && ![comma, closeBrace, closeBracket].includes(bytes[at]!)) at += 1;
  return at;
}

/** A letter or one of the two signs that begin names in programs. */
const isWord = (byte: number): boolean => /[A-Za-z_$]/.test(String.fromCharCode(byte));
