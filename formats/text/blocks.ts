/** Cuts a byte stream into blocks of whole rows, which can then be checked one after the other or several at a time. */
import { fileStart, type Position } from '../cutter';
import type { Cutter } from '../cutter';

export interface Block {
  /** Whole rows and what stands between them; of a row that is too long, its head. In an ArrayBuffer of their own. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where the bytes begin in the file, unpacked. */
  offset: number;
  /** Counted from 1. */
  firstRow: number;
  /** Three numbers for each row: its first byte, the byte behind its last one, and the line on which it begins. */
  spans: Uint32Array<ArrayBuffer>;
  /** Bytes of the only row, when it is too long to be held. */
  wholeLength?: number;
  /** Set on the first block of a part other than the first. */
  begins?: Position;
}

export interface Limits {
  blockBytes: number;
  blockRows: number;
  /** A row of more bytes is passed over without being held; only its head is kept. */
  longestRow: number;
  /** A part ends before the first row that begins behind a multiple of so many unpacked bytes of the file. */
  partBytes: number;
}

/**
 * No example comes near ten megabytes, and a few blocks are all of the file that is ever in memory. A part takes seconds, a
 * minute at the worst: that much is done again when a delivery is cut off. Other parts have another digest.
 */
export const defaultLimits: Limits = {
  blockBytes: 1 << 20,
  blockRows: 10_000,
  longestRow: 10_000_000,
  partBytes: 256 << 20,
};

/** The byte of the file from which on a row begins the next part. */
export const partEnd = ({ offset }: Position, { partBytes }: Limits): number =>
  (Math.floor(offset / partBytes) + 1) * partBytes;

/** Bytes that are kept of a row that is too long. */
const headLength = 4096;

export interface Blocks {
  /** The blocks that these bytes complete. */
  push(chunk: Buffer): Block[];
  /** The rows that the file's end completes. @throws PermanentError when the file must not end there. */
  finish(): Block[];
  /** Where the next part begins, and the bytes that have come of it; undefined until this one has ended. */
  rest(): { at: Position; bytes: Buffer } | undefined;
}

/** @param at where the first byte stands; @param skip rows at the beginning that are none, such as a header. */
export function createBlocks(
  cutter: Cutter,
  { at = fileStart, skip = 0, limits = defaultLimits }: { at?: Position; skip?: number; limits?: Limits } = {},
): Blocks {
  const { blockBytes, blockRows, longestRow } = limits;
  const end = partEnd(at, limits);
  const spans = new Uint32Array(3 * blockRows);
  let bytes = Buffer.allocUnsafeSlow(blockBytes);
  let length = 0;
  let scanned = 0;
  let base = at.offset;
  let firstRow = at.row;
  let count = 0;
  let unwanted = skip;
  let done: Block[] = [];
  let next: Position | undefined;
  let rest: Buffer = Buffer.alloc(0);

  /** Forgets the first bytes; what has come after them goes on in a buffer of its own. */
  const move = (by: number) => {
    const rest = bytes.subarray(by, length);
    bytes = Buffer.allocUnsafeSlow(Math.max(blockBytes, 2 * rest.length));
    rest.copy(bytes);
    length = rest.length;
    base += by;
    scanned -= by;
    cutter.begin -= by;
    cutter.end -= by;
  };

  /** The rows found so far become a block, which ends at that byte. */
  const emit = (end: number) => {
    if (count === 0) return;
    const own = new Uint8Array(bytes.buffer as ArrayBuffer, 0, end);
    done.push({ bytes: own, offset: base, firstRow, spans: spans.slice(0, 3 * count) });
    firstRow += count;
    count = 0;
    move(end);
  };

  const bytesOf = (from: number, count: number) => new Uint8Array(bytes.subarray(from, from + count));

  /** Of the row at hand, when its beginning is gone. */
  let head = new Uint8Array(0);
  const emitHead = () => {
    emit(Math.max(cutter.begin, 0));
    const wholeLength = cutter.end - cutter.begin;
    if (cutter.begin >= 0) head = bytesOf(cutter.begin, Math.min(wholeLength, headLength));
    const whole = Uint32Array.of(0, head.length, cutter.line);
    done.push({ bytes: head, offset: base + cutter.begin, firstRow, spans: whole, wholeLength });
    firstRow += 1;
  };

  const take = () => {
    if (unwanted > 0) {
      unwanted -= 1;
      return;
    }
    // It begins no part: its own beginning may be gone.
    if (cutter.end - cutter.begin > longestRow) return emitHead();
    if (base + cutter.begin >= end) {
      emit(cutter.begin);
      next = { offset: base + cutter.begin, row: firstRow, line: cutter.line };
      return;
    }
    spans[3 * count] = cutter.begin;
    spans[3 * count + 1] = cutter.end;
    spans[3 * count + 2] = cutter.line;
    count += 1;
    if (count === blockRows) emit(scanned);
  };

  const scan = () => {
    for (;;) {
      // Looked up anew for each row: a block that was given away has taken the bytes with it.
      const found = cutter.next(viewOf(bytes, length), scanned);
      scanned = found < 0 ? length : found;
      if (found < 0) return;
      take();
      if (next) return;
    }
  };

  let view = bytes.subarray(0, 0);
  const viewOf = (buffer: Buffer<ArrayBuffer>, to: number) => {
    if (view.buffer !== buffer.buffer || view.length !== to) view = buffer.subarray(0, to);
    return view;
  };

  const makeRoom = () => {
    if (count > 0) return emit(cutter.begin);
    if (cutter.begin > 0) return move(cutter.begin);
    if (length < longestRow + headLength && cutter.begin === 0) {
      const grown = Buffer.allocUnsafeSlow(Math.min(2 * bytes.length, longestRow + headLength));
      bytes.copy(grown);
      bytes = grown;
      return;
    }
    if (cutter.begin === 0) head = bytesOf(0, Math.min(length, headLength));
    move(length);
  };

  const taken = () => {
    const blocks = done;
    done = [];
    return blocks;
  };

  return {
    push(chunk) {
      for (let at = 0; at < chunk.length;) {
        const copied = chunk.copy(bytes, length, at);
        at += copied;
        length += copied;
        scan();
        if (next) {
          rest = Buffer.concat([bytes.subarray(cutter.begin, length), chunk.subarray(at)]);
          return taken();
        }
        if (length === bytes.length) makeRoom();
      }
      return taken();
    },
    finish() {
      if (cutter.finish(viewOf(bytes, length))) {
        scanned = length;
        take();
      }
      if (next) rest = bytes.subarray(cutter.begin, length);
      else emit(length);
      return taken();
    },
    rest: () => next && { at: next, bytes: rest },
  };
}
