/** Where rows end in JSON that is not one object on each line: whether one is sound is for JSON.parse to say. */
import { PermanentError } from '../../core/errors';
import type { Cutter } from '../cutter';
import type { Layout } from './shape';

const [newline, space, quote, comma, backslash] = [10, 32, 34, 44, 92];
const [openBracket, closeBracket, openBrace, closeBrace] = [91, 93, 123, 125];
/** A byte order mark, which `cat` leaves in the middle of what it puts together. */
const mark = [0xef, 0xbb, 0xbf];

export interface ElementLayout {
  file: string;
  /**
   * Array: its elements, and those of the arrays that follow it. Objects: each that stands by itself. Wrapped: the elements of
   * one array, and behind it the rest of the object around it.
   */
  layout: Exclude<Layout, 'lines'>;
  /** Of the first byte. */
  line: number;
  /** True when the first byte is a row's, not the file's first. */
  isRow: boolean;
}

export function createElementCutter({ file, layout, line: firstLine, isRow }: ElementLayout): Cutter {
  const isListed = layout !== 'objects';
  let state: 'outside' | 'between' | 'inside' | 'string' | 'escape' | 'rest' =
    isRow && isListed ? 'between' : 'outside';
  let depth = 0;
  let line = firstLine;
  const rest = createRest();
  const search = createSearch();
  const broken = (reason: string, at = line) =>
    new PermanentError(`the JSON ${isListed ? 'array' : 'file'} is broken: ${reason}`, {
      where: `${file}, line ${at}`,
      fix: 'correct the file there, or put one JSON object on each line without brackets and commas around them',
    });
  const isWithin = () => state === 'inside' || state === 'string' || state === 'escape';

  return {
    begin: 0,
    end: 0,
    line: firstLine,
    next(bytes, from) {
      if (!isWithin()) this.begin = from;
      const begin = (at: number) => {
        this.begin = at;
        this.line = line;
        state = 'inside';
        depth = 0;
      };
      const endAt = (at: number, after: typeof state) => {
        state = after;
        this.end = at;
      };

      search.begin(bytes);
      for (let at = from; at < bytes.length; at++) {
        if (state === 'string') {
          // Most of a file are texts: over what they hold it goes by leaps.
          const end = bytes.indexOf(quote, at);
          const stop = Math.min(end < 0 ? bytes.length : end, search.backslash.from(at));
          for (let broken = search.newline.from(at); broken < stop; broken = search.newline.from(broken + 1)) line += 1;
          at = stop;
          if (stop < bytes.length) state = stop === end ? 'inside' : 'escape';
          continue;
        }
        const byte = bytes[at]!;
        if (byte === newline) line += 1;
        if (state === 'escape') {
          state = 'string';
        } else if (state === 'inside') {
          if (byte === quote) state = 'string';
          else if (byte === openBrace || byte === openBracket) depth += 1;
          else if (depth > 0) {
            if (byte !== closeBrace && byte !== closeBracket) continue;
            depth -= 1;
            if (isListed || depth > 0) continue;
            endAt(at + 1, 'outside');
            return at + 1;
          } else if (isListed && (byte === comma || byte === closeBracket)) {
            endAt(at, byte === comma ? 'between' : layout === 'wrapped' ? 'rest' : 'outside');
            return at + 1;
          }
        } else if (state === 'rest') {
          const found = rest.take(byte);
          if (found) throw broken(found);
          this.begin = at + 1;
        } else if (byte > space) {
          if (state === 'between') {
            if (byte === comma) throw broken('nothing stands before a comma');
            if (byte !== closeBracket) {
              begin(at);
              at -= 1;
              continue;
            }
            state = layout === 'wrapped' ? 'rest' : 'outside';
          } else if (isListed && byte === openBracket) state = 'between';
          else if (!isListed && byte === openBrace) {
            begin(at);
            depth = 1;
            continue;
          } else if (!mark.includes(byte) && (isListed || byte !== comma)) {
            throw broken(isListed ? 'something stands behind its end' : 'something stands between its objects');
          }
          this.begin = at + 1;
        }
      }
      if (!isWithin()) this.begin = bytes.length;
      return -1;
    },
    finish() {
      if (state === 'outside' || (state === 'rest' && rest.isClosed())) return false;
      if (state === 'rest') throw broken('the file ends before the brace that closes the object around it');
      if (state === 'between') throw broken('the file ends before its closing bracket');
      throw broken(`the ${isListed ? 'element' : 'object'} that begins here never ends`, this.line);
    },
  };
}

/** The next of a byte is looked for once, and not again until it is passed. */
function createSearch() {
  let bytes: Buffer = Buffer.alloc(0);
  const next = (byte: number) => {
    let found = -1;
    return {
      begin: () => (found = -1),
      from(at: number): number {
        if (found >= at) return found;
        found = bytes.indexOf(byte, at);
        if (found < 0) found = bytes.length;
        return found;
      },
    };
  };
  const [backslashes, newlines] = [next(backslash), next(newline)];
  return {
    backslash: backslashes,
    newline: newlines,
    begin(others: Buffer) {
      if (others === bytes) return;
      bytes = others;
      backslashes.begin();
      newlines.begin();
    },
  };
}

/** What stands behind an array of rows in the object around it: anything but more rows, which nobody would miss. */
function createRest() {
  let depth = 1;
  let isText = false;
  let isEscaped = false;
  let isList = false;
  return {
    /** What is wrong there, in words. */
    take(byte: number): string | undefined {
      if (isText) {
        isText = byte !== quote || isEscaped;
        isEscaped = byte === backslash && !isEscaped;
        return undefined;
      }
      if (byte <= space) return undefined;
      if (depth === 0) return byte === comma ? undefined : 'something stands behind its object';
      if (isList && depth === 2 && byte === openBrace)
        return 'more rows stand under another key: write them to a file of their own';
      isList = byte === openBracket;
      if (byte === quote) isText = true;
      else if (byte === openBrace || byte === openBracket) depth += 1;
      else if (byte === closeBrace || byte === closeBracket) depth -= 1;
      return undefined;
    },
    isClosed: () => depth === 0,
  };
}
