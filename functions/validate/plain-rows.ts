/**
 * Tells by one look at its bytes that a line is a valid row which every reader of JSON reads alike. Most lines are, and
 * need not be parsed; of all others nothing is said.
 */
import { endOfNumber, mayBeSpace, plainColumns, type PlainColumn } from './plain-columns';
import type { RowSchema } from './row-check';

/** True of bytes[begin, end), which are UTF-8, when they are a plain valid row. */
export type IsPlainRow = (bytes: Buffer, begin: number, end: number) => boolean;

const [tab, space, quote, comma, colon, backslash] = [9, 32, 34, 44, 58, 92];
const [openBrace, closeBrace] = [123, 125];

/** Behind a backslash: what stands for one character. Escapes by number may hide what no warehouse keeps. */
const isEscape = new Uint8Array(256);
for (const letter of '"\\/bfnrt') isEscape[letter.charCodeAt(0)] = 1;

/** Bytes of a text that are a character each, and need no second look. */
const isOrdinary = new Uint8Array(256).fill(1, space, 128);
isOrdinary[quote] = isOrdinary[backslash] = 0;

interface Known extends PlainColumn {
  /** Its own bit among those of the columns that a row has. */
  bit: number;
  /** Rows tend to name their columns in the same order: the one that came after this one last time. */
  following: Known | undefined;
}

export function createPlainRows(rowSchema: RowSchema, maxFieldCharacters: number): IsPlainRow {
  const columns = plainColumns(rowSchema);
  if (!columns || columns.length === 0) return () => false;
  const known = columns.map((column, index): Known => ({ ...column, bit: 1 << index, following: undefined }));
  /** What comes before the first. */
  const beginning: Pick<Known, 'following'> = { following: undefined };
  const required = known.reduce((bits, { isRequired, bit }) => (isRequired ? bits | bit : bits), 0);
  // A required column that is never plain makes no row plain.
  const requiredCount = (rowSchema.required ?? []).length;
  if (columns.filter(({ isRequired }) => isRequired).length < requiredCount) return () => false;

  let bytes: Buffer;
  let end = 0;
  let at = 0;

  const isAt = ({ key }: PlainColumn): boolean => {
    // Variables of their own, here and below: they are read for each byte.
    const [source, from] = [bytes, at];
    for (let index = 0; index < key.length; index++) if (source[from + index] !== key[index]) return false;
    return true;
  };
  const columnAt = (before: Pick<Known, 'following'>): Known | undefined => {
    const likely = before.following;
    if (likely && isAt(likely)) return likely;
    const found = known.find(isAt);
    if (found) before.following = found;
    return found;
  };
  const skipSpace = () => {
    const source = bytes;
    let from = at;
    while (from < end && (source[from] === space || source[from] === tab)) from += 1;
    at = from;
  };

  /** Stops behind the closing quote. */
  const isText = ({ isRequired, shortest, longest, isValid }: PlainColumn): boolean => {
    const source = bytes;
    const begin = at + 1;
    let behind = begin;
    let others = 0;
    let escapes = 0;
    for (;;) {
      while (isOrdinary[source[behind]!] === 1) behind += 1;
      const byte = source[behind]!;
      if (byte === quote) break;
      if (byte === backslash && isEscape[source[behind + 1]!] === 1) {
        escapes += 1;
        behind += 2;
      } else if (byte > 127 && behind < end) {
        if ((byte & 0xc0) === 0x80) others += 1;
        behind += 1;
      } else return false;
    }
    at = behind + 1;
    const stored = behind - begin;
    const characters = stored - others - escapes;
    // The length in UTF-16 is never more than that in bytes.
    if (isRequired && (stored === 0 || mayBeSpace(source, begin))) return false;
    if (at > end || stored > maxFieldCharacters || characters < shortest || characters > longest) return false;
    if (!isValid) return true;
    const text = source.toString(others === 0 ? 'latin1' : 'utf8', begin, behind);
    return isValid(escapes === 0 ? text : JSON.parse(`"${text}"`));
  };

  const isNumber = ({ kind, isValid }: PlainColumn): boolean => {
    const begin = at;
    at = endOfNumber(bytes, begin, kind);
    return at >= 0 && at <= end && (!isValid || isValid(Number(bytes.toString('latin1', begin, at))));
  };

  const isWord = (word: string): boolean => {
    for (let index = 0; index < word.length; index++) if (bytes[at + index] !== word.charCodeAt(index)) return false;
    at += word.length;
    return at <= end;
  };

  const isValue = (column: PlainColumn): boolean => {
    const byte = bytes[at]!;
    if (byte === quote) return column.kind === 'string' && isText(column);
    if (byte === 110) return column.isNullable && isWord('null');
    if (byte === 116 || byte === 102)
      return column.kind === 'boolean' && !column.isValid && isWord(byte === 116 ? 'true' : 'false');
    return (column.kind === 'integer' || column.kind === 'number') && isNumber(column);
  };

  return (from, begin, to) => {
    bytes = from;
    at = begin;
    end = to;
    if (bytes[at] !== openBrace) return false;
    at += 1;
    let seen = 0;
    let before: Pick<Known, 'following'> = beginning;
    for (;;) {
      skipSpace();
      if (bytes[at] !== quote) return false;
      const column = columnAt(before);
      if (!column || (seen & column.bit) !== 0) return false;
      before = column;
      seen |= column.bit;
      at += column.key.length;
      skipSpace();
      if (bytes[at] !== colon) return false;
      at += 1;
      skipSpace();
      if (!isValue(column)) return false;
      skipSpace();
      if (at >= end) return false;
      const byte = bytes[at];
      at += 1;
      if (byte === closeBrace) break;
      if (byte !== comma) return false;
    }
    skipSpace();
    return at === end && (seen & required) === required;
  };
}
