/** Reads and checks the rows of one block; the same work in a worker thread and without one. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { SourceSpec } from '../../schemas/generated/types';
import type { Block } from './blocks';
import { splitFields } from './csv';
import { createPlainRecords } from './plain-records';
import { createPlainRows } from './plain-rows';
import type { Format } from './recognise';
import { isTextual, type Row, type RowSchema } from './row-check';
import type { CheckedRows, Place } from './row-output';
import { createRowWork, type RowWork } from './row-work';
import { firstBadByte } from './utf8';

/** How the blocks of one file are read: plain data, which a worker thread can be sent. */
export interface BlockWork {
  source: string;
  format: Exclude<Format, 'parquet'>;
  form: SourceSpec['form'];
  rowSchema: RowSchema;
  maxFieldCharacters: number;
  /** Of a CSV file. */
  header: string[];
  delimiter: string;
  longestRow: number;
  isKnownSchema?: boolean;
}

export type CheckBlock = (block: Block) => CheckedRows;

type Parsed = { value: Row } | { problem: string };

/** @throws PermanentError when the row schema cannot be used. */
export function createBlockCheck(work: BlockWork): CheckBlock {
  const { format, longestRow } = work;
  const parse = format === 'csv' ? createRecordParser(work) : (text: string) => parseObject(text, format);
  const rows = createRowWork({ ...work, isCoerced: format === 'csv' }, { expectedBytes: 5 << 18 });
  const keepPlain = createPlainWay(work);

  return ({ bytes: own, offset, firstRow, spans, wholeLength }) => {
    const bytes = Buffer.from(own.buffer, own.byteOffset, own.length);
    const isAllAscii = isAscii(bytes);
    const isAllUtf8 = isAllAscii || isUtf8(bytes);
    const doubts = doubtsAbout(bytes, format);
    for (let at = 0; at < spans.length; at += 3) {
      const [begin, end] = [spans[at]!, spans[at + 1]!];
      const place = { row: firstRow + at / 3, line: spans[at + 2]! };
      if (isAllUtf8 && wholeLength === undefined && keepPlain(bytes, begin, end, place, rows)) continue;
      const text = bytes.toString(isAllAscii ? 'latin1' : 'utf8', begin, end);
      const raw = () => ({ text, bytes: wholeLength ?? end - begin });

      if (wholeLength !== undefined) {
        const [most, length] = [longestRow, wholeLength].map((bytes) => bytes.toLocaleString('en'));
        rows.putAside([`the row is longer than ${most} bytes (${length})`], place, raw());
      } else if (!isAllUtf8 && !isUtf8(bytes.subarray(begin, end))) {
        const bad = offset + begin + firstBadByte(bytes.subarray(begin, end)) + 1;
        rows.putAside([`the text is not UTF-8 (byte ${bad.toLocaleString('en')} of the file)`], place, raw());
      } else {
        const parsed = parse(text);
        if ('problem' in parsed) rows.putAside([parsed.problem], place, raw());
        else rows.check(parsed.value, place, raw, doubts);
      }
    }
    return rows.take();
  };
}

type KeepPlain = (bytes: Buffer, begin: number, end: number, place: Place, rows: RowWork) => boolean;

/** The short way for rows whose bytes show them to be valid: true when the row was kept. */
function createPlainWay(work: BlockWork): KeepPlain {
  const { format, form, rowSchema, maxFieldCharacters, header, delimiter } = work;
  if (form === 'rows' && format === 'jsonl') {
    const isPlain = createPlainRows(rowSchema, maxFieldCharacters);
    return (bytes, begin, end, place, rows) => {
      if (!isPlain(bytes, begin, end)) return false;
      rows.keepBytes(bytes, begin + 1, end, place);
      return true;
    };
  }
  const records = form === 'rows' && format === 'csv' ? createPlainRecords(work, header, delimiter) : undefined;
  if (!records) return () => false;
  return (bytes, begin, end, place, rows) => {
    const length = records.write(bytes, begin, end);
    // Behind the brace that stands in place of the first comma.
    if (length > 0) rows.keepBytes(records.json(), 1, length + 1, place);
    return length > 0;
  };
}

/** Looked for in the bytes of all rows at once, so that nobody looks into every field of files that have none. */
function doubtsAbout(bytes: Buffer, format: Format): { nul: boolean; halves: boolean } {
  if (format === 'csv') return { nul: bytes.includes(0), halves: false };
  const halves = bytes.includes('\\ud') || bytes.includes('\\uD');
  return { nul: bytes.includes('\\u0000'), halves };
}

function parseObject(text: string, format: 'jsonl' | 'json'): Parsed {
  const what = format === 'json' ? 'the element' : 'the line';
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value: value as Row };
    return { problem: `${what} is not a JSON object` };
  } catch (error) {
    return { problem: `${what} is not JSON (${(error as Error).message})` };
  }
}

/** An empty cell is an empty text in a column of texts, and no value in any other. */
function createRecordParser({ header, delimiter, rowSchema }: BlockWork): (text: string) => Parsed {
  const isText = header.map((name) => isTextual(rowSchema, name));
  return (text) => {
    const fields = splitFields(text, delimiter);
    if (!fields)
      return { problem: 'text follows the closing quote of a field: a quote inside of quotes is written twice' };
    if (fields.length !== header.length)
      return { problem: `the row has ${fields.length} fields, the header ${header.length}` };
    const value: Row = {};
    for (let at = 0; at < header.length; at++) if (fields[at] !== '' || isText[at]) value[header[at]!] = fields[at];
    return { value };
  };
}
