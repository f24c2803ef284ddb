// A line of JSON that is a plain valid row keeps its bytes.
import { backslash, closeBrace, colon, comma, continuedIn, newline, openBrace, put, putPlace, quote, space, stopsIn, tab } from './bytes';
import { boolean, columnCount, columnOf, endOfNumber, isKeyAt, isText, required, text } from './columns';

/** Rows tend to name their columns in the same order: the one that came after each last time, and after none. */
const following = memory.data(32);

/** Writes the row, `to` on; where its line ends, or 0 when it is not plain. */
export function writeRow(begin: usize, end: usize, row: u32, line: u32, to: usize): usize {
  if (!isPlain(begin, end)) return 0;
  to = putPlace(to, row, line);
  store<u8>(to, comma);
  to = put(to + 1, begin + 1, end - begin - 1);
  store<u8>(to, newline);
  return to + 1;
}

function isPlain(begin: usize, end: usize): bool {
  if (load<u8>(begin) != openBrace) return false;
  let at = begin + 1;
  let seen: u32 = 0;
  // The last place is that of what comes first.
  let before = 31;
  for (;;) {
    at = behindSpace(at);
    if (load<u8>(at) != quote) return false;
    const column = columnAt(at, before);
    if (column < 0 || (seen & (1 << column)) != 0) return false;
    before = column;
    seen |= 1 << column;
    at = behindSpace(at + columnOf(column).keyLength);
    if (load<u8>(at) != colon) return false;
    at = endOfValue(behindSpace(at + 1), column);
    if (at == 0) return false;
    at = behindSpace(at);
    const byte = load<u8>(at);
    at += 1;
    if (byte == closeBrace) break;
    if (byte != comma) return false;
  }
  return behindSpace(at) == end && (seen & required) == required;
}

// @ts-ignore: decorator
@inline
function behindSpace(at: usize): usize {
  while (load<u8>(at) == space || load<u8>(at) == tab) at++;
  return at;
}

function columnAt(at: usize, before: i32): i32 {
  const likely = i32(load<u8>(following + before));
  if (likely < columnCount && isKeyAt(at, columnOf(likely))) return likely;
  for (let index = 0; index < columnCount; index++) {
    if (!isKeyAt(at, columnOf(index))) continue;
    store<u8>(following + before, u8(index));
    return index;
  }
  return -1;
}

/** In bytes that are read as one number. */
const nullWord: u32 = 0x6c6c756e;
const trueWord: u32 = 0x65757274;
const falsWord: u32 = 0x736c6166;

/** Behind the value, or 0 when it is not plain. */
function endOfValue(at: usize, index: i32): usize {
  const column = columnOf(index);
  const byte = load<u8>(at);
  if (byte == quote) return column.kind == text ? endOfText(at + 1, index) : 0;
  const word = load<u32>(at);
  if (word == nullWord) return column.isNullable ? at + 4 : 0;
  if (column.kind != boolean) return endOfNumber(at, index);
  if (column.isSaid) return 0;
  if (word == trueWord) return at + 4;
  return word == falsWord && load<u8>(at, 4) == 101 ? at + 5 : 0;
}

/** Behind the closing quote. */
function endOfText(begin: usize, index: i32): usize {
  let at = begin;
  let continued: u32 = 0;
  let escapes: u32 = 0;
  for (;;) {
    const bytes = v128.load(at);
    const stops = stopsIn(bytes);
    if (stops == 0) {
      continued += popcnt(continuedIn(bytes));
      at += 16;
      continue;
    }
    const stop = ctz(stops);
    continued += popcnt(continuedIn(bytes) & ((1 << stop) - 1));
    at += stop;
    const byte = load<u8>(at);
    if (byte == quote) break;
    if (byte != backslash || !isEscape(load<u8>(at, 1))) return 0;
    escapes += 1;
    at += 2;
  }
  return isText(index, begin, at, begin, continued, escapes) ? at + 1 : 0;
}

/** Behind a backslash: what stands for one character. Escapes by number may hide what no warehouse keeps. */
// @ts-ignore: decorator
@inline
function isEscape(byte: u8): bool {
  // The slash, and b, f, n, r, t.
  if (byte == quote || byte == backslash || byte == 47) return true;
  return byte == 98 || byte == 102 || byte == 110 || byte == 114 || byte == 116;
}
