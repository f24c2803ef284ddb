/**
 * Writes a CSV record as JSON by one look at its bytes, where they show it to be a valid row. Most records are, and need
 * not become texts and objects in between; of all others nothing is said.
 */
import { endOfNumber, mayBeSpace, plainColumns, type PlainColumn } from './plain-columns';
import type { RowSchema } from './row-check';

export interface PlainRecords {
  /** Bytes of JSON behind the opening brace that bytes[begin, end), which are UTF-8, come to; -1 when they are not plain. */
  write(bytes: Buffer, begin: number, end: number): number;
  /** They are here, until the next ones are written. */
  json(): Buffer;
}

const [quote, minus, zero, backslash, openBrace, closeBrace] = [34, 45, 48, 92, 123, 125];

/** What a byte of a text is in JSON: itself (1), two bytes (the second of them), or nothing plain (0). */
const writtenAs = new Uint8Array(256).fill(1, 32);
for (const [byte, letter] of ['""', '\\\\', '\nn', '\rr', '\tt'])
  writtenAs[byte!.charCodeAt(0)] = letter!.charCodeAt(0);

/** @param header in the order of the file; the schema must be known to be one */
export function createPlainRecords(
  { rowSchema, maxFieldCharacters }: { rowSchema: RowSchema; maxFieldCharacters: number },
  header: string[],
  delimiter: string,
): PlainRecords | undefined {
  const columns = plainColumns(rowSchema) ?? [];
  const isDeclared = (name: string) => Object.hasOwn(rowSchema.properties ?? {}, name);
  const inOrder = header.map((name) => columns.find((column) => column.name === name));
  // A column of several types, or of lists, is none that bytes could tell of; one that is not declared is left out.
  if (columns.length === 0 || inOrder.some((column, index) => !column && isDeclared(header[index]!))) return undefined;
  const required = rowSchema.required ?? [];
  if (!required.every((name) => header.includes(name) && isDeclared(name))) return undefined;

  const keys = inOrder.map((column) => column && Buffer.from(`,${JSON.stringify(column.name)}:`));
  const keyBytes = keys.reduce((sum, key) => sum + (key?.length ?? 0), 0);
  const separator = delimiter.charCodeAt(0);
  let json = Buffer.alloc(1 << 16);
  let length = 0;
  let at = 0;

  /** The text of the field that begins here, quotes around it; stops behind the field. */
  const writeText = (bytes: Buffer, end: number, { isRequired, shortest, longest, isValid }: PlainColumn): boolean => {
    const out = json;
    const isQuoted = bytes[at] === quote && at < end;
    let from = isQuoted ? at + 1 : at;
    const begin = from;
    const start = length;
    let to = start + 1;
    let others = 0;
    let escapes = 0;
    out[start] = quote;
    for (; ; from++) {
      if (from >= end) {
        if (isQuoted) return false;
        break;
      }
      const byte = bytes[from]!;
      if (isQuoted && byte === quote) {
        if (bytes[from + 1] !== quote || from + 1 >= end) break;
        from += 1;
      } else if (byte === separator && !isQuoted) break;
      const written = writtenAs[byte]!;
      if (written === 1) {
        out[to++] = byte;
        if (byte > 127 && (byte & 0xc0) === 0x80) others += 1;
      } else if (written === 0) return false;
      else {
        out[to++] = backslash;
        out[to++] = written;
        escapes += 1;
      }
    }
    out[to] = quote;
    length = to + 1;
    at = isQuoted ? from + 1 : from;
    const stored = to - start - 1 - escapes;
    const characters = stored - others;
    if (isRequired && (stored === 0 || bytes[begin] === quote || mayBeSpace(bytes, begin))) return false;
    if (stored > maxFieldCharacters || characters < shortest || characters > longest) return false;
    if (!isValid) return true;
    const text = out.toString(others === 0 ? 'latin1' : 'utf8', start + 1, to);
    return isValid(escapes === 0 ? text : JSON.parse(`"${text}"`));
  };

  const writeNumber = (bytes: Buffer, end: number, { kind, isValid }: PlainColumn): boolean => {
    const begin = at;
    at = endOfNumber(bytes, begin, kind);
    // JSON.stringify drops the sign of zero.
    const isNegativeZero = bytes[begin] === minus && bytes[begin + 1] === zero;
    if (at < 0 || at > end || isNegativeZero) return false;
    for (let from = begin; from < at; from++) json[length++] = bytes[from]!;
    return !isValid || isValid(Number(bytes.toString('latin1', begin, at)));
  };

  /** Over a field that is no column; false when it has quotes, which the ordinary way looks into. */
  const skip = (bytes: Buffer, end: number): boolean => {
    const begin = at;
    while (at < end && bytes[at] !== separator && bytes[at] !== quote && bytes[at]! >= 32) at += 1;
    return (at >= end || bytes[at] === separator) && at - begin <= maxFieldCharacters;
  };

  const writeField = (bytes: Buffer, end: number, index: number): boolean => {
    const column = inOrder[index];
    if (!column) return skip(bytes, end);
    const isEmpty = at >= end || bytes[at] === separator;
    if (isEmpty && column.kind !== 'string') return !column.isRequired;
    const key = keys[index]!;
    for (let from = 0; from < key.length; from++) json[length + from] = key[from]!;
    length += key.length;
    if (column.kind === 'string') return writeText(bytes, end, column);
    return column.kind !== 'boolean' && writeNumber(bytes, end, column);
  };

  return {
    write(bytes, begin, end) {
      // A byte is written as two at most.
      const most = keyBytes + 2 * (end - begin) + 2 * header.length + 2;
      if (most > json.length) json = Buffer.alloc(2 * most);
      at = begin;
      length = 0;
      for (let index = 0; index < header.length; index++) {
        if (!writeField(bytes, end, index)) return -1;
        const isLast = index === header.length - 1;
        if (isLast ? at !== end : at >= end || bytes[at] !== separator) return -1;
        at += 1;
      }
      if (length === 0) return -1;
      json[0] = openBrace;
      json[length] = closeBrace;
      return length;
    },
    json: () => json,
  };
}
