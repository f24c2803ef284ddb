/** Where rows end in a stream of bytes, for files of lines and for JSON arrays; CSV has a file of its own. */
import { PermanentError } from '../../core/errors';

/** Finds rows; it remembers where it stands, so that the bytes may come in pieces of any length. */
export interface Cutter {
  /**
   * Looks at what is there from a byte on, and stops behind the next row's end; -1 when it has not come yet.
   * @throws PermanentError when the file as a whole cannot be read
   */
  next(bytes: Buffer, from: number): number;
  /** True when the file's end is a row's end, too. @throws PermanentError when the file must not end there. */
  finish(bytes: Buffer): boolean;
  /** First byte of the row, or of what has come of it: before byte 0 when that much of it is gone already. */
  begin: number;
  /** Behind the row's last byte. */
  end: number;
  /** On which the row begins, counted from 1. */
  line: number;
}

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

const [quote, comma, backslash] = [34, 44, 92];
const [openBracket, closeBracket, openBrace, closeBrace] = [91, 93, 123, 125];

/**
 * One row for each element of a JSON array; whether an element is sound is for JSON.parse to say.
 * @param begunOn the line on which the first byte stands, when that is an element's.
 */
export function createElementCutter(file: string, begunOn?: number): Cutter {
  let state: 'before' | 'between' | 'inside' | 'string' | 'escape' | 'behind' = begunOn ? 'between' : 'before';
  let depth = 0;
  let line = begunOn ?? 1;
  const broken = (reason: string, at = line) =>
    new PermanentError(`the JSON array is broken: ${reason}`, {
      where: `${file}, line ${at}`,
      fix: 'correct the file there, or put one JSON object on each line without brackets and commas around them',
    });

  return {
    begin: 0,
    end: 0,
    line: 1,
    next(bytes, from) {
      if (state !== 'inside' && state !== 'string' && state !== 'escape') this.begin = from;
      for (let at = from; at < bytes.length; at++) {
        const byte = bytes[at]!;
        if (byte === newline) line += 1;
        if (state === 'string') {
          if (byte === quote) state = 'inside';
          else if (byte === backslash) state = 'escape';
        } else if (state === 'escape') {
          state = 'string';
        } else if (state === 'inside') {
          if (byte === quote) state = 'string';
          else if (byte === openBrace || byte === openBracket) depth += 1;
          else if (depth > 0) depth -= byte === closeBrace || byte === closeBracket ? 1 : 0;
          else if (byte === comma || byte === closeBracket) {
            state = byte === comma ? 'between' : 'behind';
            this.end = at;
            return at + 1;
          }
        } else if (byte > space) {
          if (state === 'behind') throw broken('something stands behind its end');
          if (state === 'before') state = 'between';
          else if (byte === closeBracket) state = 'behind';
          else if (byte === comma) throw broken('nothing stands before a comma');
          else {
            this.begin = at;
            this.line = line;
            state = 'inside';
            at -= 1;
            continue;
          }
          this.begin = at + 1;
        }
      }
      if (state !== 'inside' && state !== 'string' && state !== 'escape') this.begin = bytes.length;
      return -1;
    },
    finish() {
      if (state === 'behind') return false;
      if (state === 'between') throw broken('the file ends before its closing bracket');
      throw broken('the element that begins here never ends', this.line);
    },
  };
}
