/** Reads and checks the rows of one block; the same work in a worker thread and without one. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { SourceSpec } from '../../schemas/generated/types';
import type { Block } from './blocks';
import { splitFields } from './csv';
import type { UnstorableText } from '../rows/fields';
import { createPlainRows, type PlainRows } from '../rows/plain-rows';
import type { Format } from '../recognise';
import { isTextual, type Row, type RowSchema } from '../../core/row-schema';
import type { CheckedRows } from '../rows/row-output';
import { createRowWork } from '../rows/row-work';
import { firstBadByte } from './utf8';
import { thousands } from '../../core/wording';

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
  const plainRows = createPlainWay(work);

  return (block) => {
    const { bytes: own, offset, firstRow, spans, wholeLength, begins } = block;
    const isAllAscii = isAscii(own);
    const isAllUtf8 = isAllAscii || isUtf8(own);
    const plain = isAllUtf8 && wholeLength === undefined ? plainRows : undefined;
    const bytes = plain?.hold(block) ?? Buffer.from(own.buffer, own.byteOffset, own.length);
    let mayHold: UnstorableText | undefined;
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
        const bad = offset + begin + firstBadByte(bytes.subarray(begin, end)) + 1;
        rows.putAside([`the text is not UTF-8 (byte ${thousands(bad)} of the file)`], place, raw());
      } else {
        const parsed = parse(text);
        if ('problem' in parsed) rows.putAside([parsed.problem], place, raw());
        else rows.check(parsed.value, place, raw, (mayHold ??= unstorableIn(bytes, format)));
      }
    }
    return { ...rows.take(), begins };
  };
}

/** Undefined where no row is plain. */
function createPlainWay({ format, form, header, delimiter, ...rules }: BlockWork): PlainRows | undefined {
  if (form !== 'rows' || format === 'json') return undefined;
  return createPlainRows({ ...rules, ...(format === 'csv' && { csv: { header, delimiter } }) });
}

/** Looked for in the bytes of all rows at once, so that nobody looks into every field of files that have none. */
function unstorableIn(bytes: Buffer, format: Format): UnstorableText {
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
