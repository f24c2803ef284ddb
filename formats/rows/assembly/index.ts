// Tells by one look at its bytes that a row is valid and that every reader of JSON reads it alike, and writes it as a
// line of the clean rows. What WebAssembly exports; memory is laid out by plain-rows.ts from heapBase() upwards.
import { writeRecord } from './records';
import { writeRow } from './rows';

export { setColumns } from './columns';
export { setFields } from './records';

export function heapBase(): usize {
  return (__heap_base + 63) & ~63;
}

let written: usize = 0;

/** Behind the last line that keepRows wrote. */
export function writtenTo(): usize {
  return written;
}

/**
 * Writes rows, `to` on, up to the first that is not plain; how many they are.
 * @param bytes of the block; behind them must be a control character, and sixteen bytes that may be read
 * @param spans three numbers for each row: first byte and the one behind the last, counted from bytes, and the line
 */
export function keepRows(isCsv: bool, bytes: usize, spans: usize, count: i32, firstRow: u32, to: usize): i32 {
  let kept = 0;
  written = to;
  for (; kept < count; kept++) {
    const begin = bytes + load<u32>(spans);
    const end = bytes + load<u32>(spans, 4);
    const line = load<u32>(spans, 8);
    const row = firstRow + kept;
    const next = isCsv ? writeRecord(begin, end, row, line, written) : writeRow(begin, end, row, line, written);
    if (next == 0) break;
    written = next;
    spans += 12;
  }
  return kept;
}
