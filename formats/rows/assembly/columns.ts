// What the row schema asks of the values of each column.

export const text: u32 = 0;
export const integer: u32 = 1;
export const float: u32 = 2;
export const boolean: u32 = 3;

const isNullableBit: u32 = 1;
const isRequiredBit: u32 = 2;
const isSaidBit: u32 = 4;

/** Laid out by plain-rows.ts: strings are an address and a length, and behind their bytes sixteen may be read. */
@unmanaged
export class Column {
  key: usize;
  keyLength: u32;
  /** Of texts, in characters. */
  shortest: i32;
  longest: i32;
  kind: u32;
  bits: u32;

  get isNullable(): bool {
    return (this.bits & isNullableBit) != 0;
  }
  get isRequired(): bool {
    return (this.bits & isRequiredBit) != 0;
  }
  /** The schema says more of a value, which isValid tells. */
  get isSaid(): bool {
    return (this.bits & isSaidBit) != 0;
  }
}

/** Whether a value is what else the schema says, such as a pattern: its bytes are JSON, without quotes. */
// @ts-ignore: decorator
@external('columns', 'isValid')
declare function isValid(column: i32, begin: usize, end: usize, isAscii: bool, isEscaped: bool): bool;

/** Whether a number of many digits is kept exactly. */
// @ts-ignore: decorator
@external('columns', 'isKeptExactly')
declare function isKeptExactly(begin: usize, end: usize): bool;

let table: usize = 0;
export let columnCount: i32 = 0;
/** A bit for each column that every row must have. */
export let required: u32 = 0;
export let longestField: u32 = 0;

export function setColumns(at: usize, count: i32, maxFieldCharacters: u32): void {
  table = at;
  columnCount = count;
  longestField = maxFieldCharacters;
  required = 0;
  for (let index = 0; index < count; index++) if (columnOf(index).isRequired) required |= 1 << index;
}

// @ts-ignore: decorator
@inline
export function columnOf(index: i32): Column {
  return changetype<Column>(table + index * offsetof<Column>());
}

/** Whether the bytes there are those of the key. */
// @ts-ignore: decorator
@inline
export function isKeyAt(at: usize, column: Column): bool {
  const key = column.key;
  const keyLength = column.keyLength;
  for (let from: u32 = 0; from < keyLength; from += 16) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(at + from), v128.load(key + from)));
    const left = keyLength - from;
    const wanted = left >= 16 ? 0xffff : (1 << left) - 1;
    if ((same & wanted) != wanted) return false;
  }
  return true;
}

/**
 * @param begin of its bytes as JSON, up to end
 * @param first of its bytes as they came
 * @param continued bytes that continue a character; @param escapes bytes that begin an escape
 */
export function isText(index: i32, begin: usize, end: usize, first: usize, continued: u32, escapes: u32): bool {
  const column = columnOf(index);
  const stored = u32(end - begin) - escapes;
  const characters = i32(stored - continued);
  if (column.isRequired && (stored == 0 || mayBeSpace(first))) return false;
  // The length in UTF-16 is never more than that in bytes.
  if (stored > longestField || characters < column.shortest || characters > column.longest) return false;
  return !column.isSaid || isValid(index, begin, end, continued == 0, escapes > 0);
}

/** Whether a text is blank, its first character tells, mostly: these bytes may begin a space of Unicode's, or an escape. */
function mayBeSpace(at: usize): bool {
  const byte = load<u8>(at);
  if (byte < 127) return byte <= 32 || byte == 92;
  return byte == 0xc2 || byte == 0xe1 || byte == 0xe2 || byte == 0xef || (byte == 0xe3 && load<u8>(at, 1) == 0x80);
}

/** More digits may not be kept exactly. */
const exactDigits: usize = 15;

/** Behind the plain number that begins there: one that JSON writes so, too, and that is kept exactly; 0 when there is none. */
export function endOfNumber(begin: usize, index: i32): usize {
  const column = columnOf(index);
  const kind = column.kind;
  if (kind != integer && kind != float) return 0;
  const first = load<u8>(begin) == 45 ? begin + 1 : begin;
  let at = endOfDigits(first);
  const digits = at - first;
  if (digits == 0 || digits > exactDigits || (digits > 1 && load<u8>(first) == 48)) return 0;
  if (kind == float && load<u8>(at) == 46) {
    const fraction = at + 1;
    at = endOfDigits(fraction);
    if (at == fraction || (at - first > exactDigits && !isKeptExactly(begin, at))) return 0;
  }
  return !column.isSaid || isValid(index, begin, at, true, false) ? at : 0;
}

// @ts-ignore: decorator
@inline
function endOfDigits(at: usize): usize {
  while (load<u8>(at) - 48 <= 9) at++;
  return at;
}
