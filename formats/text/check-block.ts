/** Reads and checks the rows of one block; the same work in a worker thread and without one. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Block } from './blocks';
import { likelyEncodings } from '../encoding';
import type { UnstorableText } from '../rows/fields';
import { parseObject } from '../json/object';
import { createPlainRows, type PlainRows } from '../rows/plain-rows';
import type { Format } from '../recognise';
import type { CheckedRows, Keep } from '../rows/row-output';
import { createRecordParser, noValue, type RecordWork } from './records';
import { createRowWork } from '../rows/row-work';
import { firstBadByte } from './utf8';
import { thousands } from '../../core/wording';

/** How the blocks of one file are read: plain data, which a worker thread can be sent. */
export interface BlockWork extends RecordWork {
  source: string;
  format: Exclude<Format, 'parquet'>;
  maxFieldCharacters: number;
  /** Of a CSV file, as it stands there. */
  headerText: string;
  longestRow: number;
  keep: Keep;
  isKnownSchema?: boolean;
}

export type CheckBlock = (block: Block) => CheckedRows;

/** @throws PermanentError when the row schema cannot be used. */
export function createBlockCheck(work: BlockWork): CheckBlock {
  const { format, longestRow } = work;
  const what = format === 'json' ? 'the element' : 'the line';
  const parse = format === 'csv' ? createRecordParser(work) : (text: string) => parseObject(text, what);
  const rows = createRowWork({ ...work, isCoerced: format === 'csv' }, { expectedBytes: 5 << 18 });
  const plainRows = createPlainWay(work);
  const mayBeOdd = createOddSearch(work);

  return (block) => {
    const { bytes: own, offset, firstRow, spans, wholeLength, begins } = block;
    const isAllAscii = isAscii(own);
    const isAllUtf8 = isAllAscii || isUtf8(own);
    const plain = isAllUtf8 && wholeLength === undefined && !mayBeOdd(block) ? plainRows : undefined;
    const bytes = plain?.hold(block) ?? Buffer.from(own.buffer, own.byteOffset, own.length);
    let mayHold: UnstorableText | undefined;
    let encodings: string[] | undefined;
    for (let index = 0; ; index++) {
      if (plain) {
        const kept = plain.keep(index, firstRow);
        rows.keepLines(kept);
        index += kept.rows;
      }
      if (3 * index >= spans.length) break;
      const [begin, end, line] = spans.subarray(3 * index, 3 * index + 3) as unknown as [number, number, number];
      const place = { row: firstRow + index, line };
      const text = bytes.toString(isAllAscii ? 'latin1' : 'utf8', begin, end);
      const raw = () => ({ text, bytes: wholeLength ?? end - begin });

      if (wholeLength !== undefined) {
        const [most, length] = [longestRow, wholeLength].map(thousands);
        rows.putAside([`the row is longer than ${most} bytes (${length})`], place, raw());
      } else if (!isAllUtf8 && !isUtf8(bytes.subarray(begin, end))) {
        const row = bytes.subarray(begin, end);
        const bad = firstBadByte(row);
        encodings ??= likelyEncodings(rowsNotUtf8(block));
        rows.putAside([notUtf8(row, bad, encodings, offset + begin + bad + 1)], place, raw());
      } else {
        const parsed = parse(text);
        if ('problem' in parsed) rows.putAside([parsed.problem], place, raw());
        else rows.check(parsed.value, place, raw, (mayHold ??= unstorableIn(bytes, format)));
      }
    }
    return { ...rows.take(), begins };
  };
}

/** Bytes that an encoding is told by. */
const enoughBytes = 1 << 14;

/** One row tells little of how a file was written. */
function rowsNotUtf8({ bytes, spans }: Block): Buffer {
  const found: Uint8Array[] = [];
  let length = 0;
  for (let at = 0; at < spans.length && length < enoughBytes; at += 3) {
    const row = bytes.subarray(spans[at], Math.min(spans[at + 1]!, spans[at]! + enoughBytes));
    if (isUtf8(row)) continue;
    found.push(row, lineEnd);
    length += row.length;
  }
  return Buffer.concat(found);
}

const lineEnd = Buffer.from('\n');

/**
 * @param bad the first byte that is no part of a character; @param encodings of all such rows nearby
 * @param place of the byte in the file
 */
function notUtf8(row: Buffer, bad: number, encodings: string[], place: number): string {
  // A single byte for a letter or a quotation mark: none follows that would go on with it; at the row's end one may be cut off.
  const next = row[bad + 1];
  const isPerhaps1252 = next !== undefined && (next < 0x80 || next >= 0xc0);
  const names = encodings.length > 0 ? encodings : isPerhaps1252 ? ['Windows-1252'] : [];
  const perhaps = names.length > 0 ? `, perhaps ${names.join(' or ')}` : '';
  return `the text is not UTF-8${perhaps}: save the file as UTF-8 (byte ${thousands(place)} of the file)`;
}

/** Undefined where no row is plain. */
function createPlainWay({ format, form, keep, header, dialect, ...rules }: BlockWork): PlainRows | undefined {
  if (form !== 'rows' || format === 'json' || keep === 'all' || dialect.escape || dialect.isSpaced) return undefined;
  return createPlainRows({ ...rules, ...(format === 'csv' && { csv: { header, delimiter: dialect.delimiter } }) });
}

/** Looked for in the bytes of all rows at once, so that nobody looks into every field of files that have none. */
function unstorableIn(bytes: Buffer, format: Format): UnstorableText {
  if (format === 'csv') return { nul: bytes.includes(0), halves: false };
  const halves = bytes.includes('\\ud') || bytes.includes('\\uD');
  return { nul: bytes.includes('\\u0000'), halves };
}

/**
 * True when a CSV block may hold what one look at a row's bytes would take for a text: what `cat` leaves between files, a
 * byte order mark or the header once more, and what databases write for no value.
 */
function createOddSearch({ format, header, headerText, dialect }: BlockWork): (block: Block) => boolean {
  if (format !== 'csv') return () => false;
  const quoted = header.map((name) => `"${name.replaceAll('"', '""')}"`).join(dialect.delimiter);
  const forms = [...new Set([headerText, quoted, header.join(dialect.delimiter)])].map((text) => Buffer.from(text));
  /** Whether one of the forms, or a mark, begins with the byte: few rows do. */
  const isFirst = new Uint8Array(256);
  for (const first of [mark, ...forms.flatMap((form) => [...form.subarray(0, 1)])]) isFirst[first] = 1;
  return ({ bytes, spans }) => {
    if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(noValue)) return true;
    for (let at = 0; at < spans.length; at += 3) {
      const begin = spans[at]!;
      const first = bytes[begin]!;
      if (isFirst[first] === 0) continue;
      if (first === mark && bytes[begin + 1] === 0xbb) return true;
      const end = spans[at + 1]!;
      if (forms.some((form) => form.length === end - begin && form.equals(bytes.subarray(begin, end)))) return true;
    }
    return false;
  };
}

/** The first byte of a byte order mark. */
const mark = 0xef;
