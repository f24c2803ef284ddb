/** Where rows end in a file of lines. */
import type { Cutter } from '../cutter';

const newline = 10;
const carriageReturn = 13;
const space = 32;

/** One row on each line that is not blank. @param line on which the first byte stands, when that is a row's. */
export function createLineCutter(line = 1): Cutter {
  let lines = line - 1;
  const endAt = (cutter: Cutter, bytes: Buffer, at: number): boolean => {
    cutter.end = at > 0 && bytes[at - 1] === carriageReturn ? at - 1 : at;
    lines += 1;
    cutter.line = lines;
    return cutter.begin < 0 || !isBlank(bytes, cutter.begin, cutter.end);
  };
  let isBetween = true;

  return {
    begin: 0,
    end: 0,
    line: 1,
    next(bytes, from) {
      if (isBetween) this.begin = from;
      for (let at = bytes.indexOf(newline, from); at >= 0; at = bytes.indexOf(newline, at + 1)) {
        isBetween = endAt(this, bytes, at);
        if (isBetween) return at + 1;
        this.begin = at + 1;
      }
      isBetween = false;
      return -1;
    },
    finish(bytes) {
      return this.begin < bytes.length && endAt(this, bytes, bytes.length);
    },
  };
}

function isBlank(bytes: Buffer, begin: number, end: number): boolean {
  for (let at = begin; at < end; at++) if (bytes[at]! > space) return false;
  return true;
}
