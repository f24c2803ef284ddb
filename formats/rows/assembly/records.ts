// A CSV record that is a plain valid row becomes JSON.
import { backslash, carriageReturn, closeBrace, continuedIn, newline, put, putPlace, quote, space, stopsIn, tab } from './bytes';
import { columnOf, endOfNumber, isText, longestField, text } from './columns';

/** Of the file's header, laid out by plain-rows.ts. */
@unmanaged
export class Field {
  /** The name as JSON, a comma before it and a colon behind. */
  key: usize;
  keyLength: u32;
  /** -1 when the field is none, and left out. */
  column: i32;
}

let table: usize = 0;
let fieldCount: i32 = 0;
let separator: u8 = 0;

export function setFields(at: usize, count: i32, delimiter: u8): void {
  table = at;
  fieldCount = count;
  separator = delimiter;
}

/** Where the record stands, and what is written. */
let at: usize = 0;
let to: usize = 0;

/** Writes the record, from an address on; where its line ends, or 0 when it is not plain. */
export function writeRecord(begin: usize, end: usize, row: u32, line: u32, from: usize): usize {
  at = begin;
  const values = putPlace(from, row, line);
  to = values;
  for (let index = 0; index < fieldCount; index++) {
    if (!writeField(changetype<Field>(table + index * offsetof<Field>()), end)) return 0;
    const isLast = index == fieldCount - 1;
    if (isLast ? at != end : at >= end || load<u8>(at) != separator) return 0;
    at += 1;
  }
  if (to == values) return 0;
  store<u8>(to, closeBrace);
  store<u8>(to, newline, 1);
  return to + 2;
}

/** Stops behind the field; false when it is not plain. */
function writeField(field: Field, end: usize): bool {
  if (field.column < 0) return skip(end);
  const column = columnOf(field.column);
  const isEmpty = at >= end || load<u8>(at) == separator;
  if (isEmpty && column.kind != text) return !column.isRequired;
  to = put(to, field.key, field.keyLength);
  return column.kind == text ? writeText(field.column, end) : writeNumber(field.column);
}

/** Over a field that is no column; false when it has quotes, which the ordinary way looks into. */
function skip(end: usize): bool {
  const begin = at;
  while (at < end && load<u8>(at) != separator && load<u8>(at) != quote && load<u8>(at) >= space) at += 1;
  return (at >= end || load<u8>(at) == separator) && u32(at - begin) <= longestField;
}

function writeNumber(index: i32): bool {
  const begin = at;
  // JSON.stringify drops the sign of zero.
  if (load<u16>(begin) == 0x302d) return false;
  const end = endOfNumber(begin, index);
  if (end == 0) return false;
  to = put(to, begin, end - begin);
  at = end;
  return true;
}

/** With quotes around it. */
function writeText(index: i32, end: usize): bool {
  const isQuoted = load<u8>(at) == quote && at < end;
  let from = isQuoted ? at + 1 : at;
  const first = from;
  const begin = to + 1;
  let out = begin;
  let continued: u32 = 0;
  let escapes: u32 = 0;
  store<u8>(to, quote);
  // Inside quotes a separator is a byte like any other.
  const separators = i8x16.splat(isQuoted ? quote : separator);
  for (;;) {
    const bytes = v128.load(from);
    v128.store(out, bytes);
    const stops = stopsIn(bytes) | i8x16.bitmask(i8x16.eq(bytes, separators));
    const stop = stops == 0 ? 16 : ctz(stops);
    continued += popcnt(continuedIn(bytes) & ((1 << stop) - 1));
    from += stop;
    out += stop;
    if (stops == 0) continue;
    if (from >= end) {
      if (isQuoted) return false;
      break;
    }
    const byte = load<u8>(from);
    if (isQuoted && byte == quote) {
      if (from + 1 >= end || load<u8>(from, 1) != quote) break;
      from += 1;
    } else if (!isQuoted && byte == separator) break;
    const letter = escapeOf(byte);
    if (letter == 0) return false;
    store<u8>(out, backslash);
    store<u8>(out, letter, 1);
    escapes += 1;
    from += 1;
    out += 2;
  }
  store<u8>(out, quote);
  to = out + 1;
  at = isQuoted ? from + 1 : from;
  // A quote that begins a text is written twice, and is no space.
  if (columnOf(index).isRequired && load<u8>(first) == quote) return false;
  return isText(index, begin, out, first, continued, escapes);
}

/** What stands behind a backslash for a byte that JSON escapes; 0 for one that is not plain. */
// @ts-ignore: decorator
@inline
function escapeOf(byte: u8): u8 {
  if (byte == quote || byte == backslash) return byte;
  if (byte == newline) return 110;
  if (byte == carriageReturn) return 114;
  return byte == tab ? 116 : 0;
}
