// Sixteen bytes at a time, and what is written at the beginning of each line.

export const tab: u8 = 9;
export const newline: u8 = 10;
export const carriageReturn: u8 = 13;
export const space: u8 = 32;
export const quote: u8 = 34;
export const comma: u8 = 44;
export const colon: u8 = 58;
export const backslash: u8 = 92;
export const openBrace: u8 = 123;
export const closeBrace: u8 = 125;

/** A bit for each byte that is a quote, a backslash or a control character. */
// @ts-ignore: decorator
@inline
export function stopsIn(bytes: v128): i32 {
  const quotes = i8x16.eq(bytes, i8x16.splat(quote));
  const backslashes = i8x16.eq(bytes, i8x16.splat(backslash));
  const controls = i8x16.lt_u(bytes, i8x16.splat(space));
  return i8x16.bitmask(v128.or(v128.or(quotes, backslashes), controls));
}

/** A bit for each byte that continues a character of UTF-8. */
// @ts-ignore: decorator
@inline
export function continuedIn(bytes: v128): i32 {
  return i8x16.bitmask(i8x16.lt_s(bytes, i8x16.splat(-64)));
}

/** Writes the bytes, and behind them up to fifteen that do not matter; where they end. */
// @ts-ignore: decorator
@inline
export function put(to: usize, from: usize, length: usize): usize {
  for (let at: usize = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
  return to + length;
}

const rowKey = memory.data<u8>([123, 34, 95, 114, 111, 119, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0]); // {"_row":
const lineKey = memory.data<u8>([44, 34, 95, 108, 105, 110, 101, 34, 58, 0, 0, 0, 0, 0, 0, 0]); // ,"_line":

/** Writes how every line begins: an object with the row's place in the file. */
export function putPlace(to: usize, row: u32, line: u32): usize {
  return putNumber(put(putNumber(put(to, rowKey, 8), row), lineKey, 9), line);
}

function putNumber(to: usize, value: u32): usize {
  let digits = 1;
  for (let power: u64 = 10; power <= value; power *= 10) digits += 1;
  const end = to + digits;
  for (let at = end - 1; at >= to; at--) {
    store<u8>(at, 48 + u8(value % 10));
    value /= 10;
  }
  return end;
}
