/** What becomes of rows: clean ones as lines with their place in the file, the others as lines of the quarantine. */
import type { QuarantineReason } from '../../schemas/generated/types';
import { createBytesWriter } from './bytes-writer';
import type { Form } from './conversations';
import { createReasonTally } from './reasons';
import { integerColumns, type Row, type RowSchema } from './row-check';

export interface CheckedRows {
  /** Clean rows, each one JSON object on a line. */
  clean: Uint8Array<ArrayBuffer>;
  quarantine: Uint8Array<ArrayBuffer>;
  rows: number;
  quarantined: number;
  reasons: QuarantineReason[];
  forms: Form[];
}

export interface Place {
  row: number;
  line: number;
}

/** A row as it stands in a JSONL file: the text, and the bytes that it was decoded from. */
export interface Original {
  text: string;
  bytes: Buffer;
  begin: number;
  end: number;
}

export interface RowOutput {
  keep(value: Row, place: Place, how: { form?: Form; original?: Original }): void;
  /** The text is shown up to a length; how many bytes the row has altogether is told when that is not all of it. */
  putAside(reasons: string[], place: Place, raw: { text: string; bytes: number }): void;
  take(): CheckedRows;
}

/** Characters that are shown of a row that was put aside. */
const shownCharacters = 2000;

export function createRowOutput(source: string, rowSchema: RowSchema, expectedBytes: number): RowOutput {
  const declared = new Set(Object.keys(rowSchema.properties ?? {}));
  const integers = integerColumns(rowSchema).map((name) => ({ name, key: `${JSON.stringify(name)}:` }));
  const clean = createBytesWriter(expectedBytes);
  const quarantine = createBytesWriter(1 << 14);
  let tally = createReasonTally();
  let forms = new Set<Form>();
  let rows = 0;
  let quarantined = 0;

  /**
   * A flat object is kept as it stands, which spares writing it anew, when every reader must read it as JSON.parse did:
   * no column that is not declared, none twice (each name and each text has two quotes, and there is no other quote),
   * and whole numbers as plain digits.
   */
  const isPlain = (value: Row, { text, bytes, begin, end }: Original): boolean => {
    if (bytes[begin] !== openBrace || bytes[end - 1] !== closeBrace) return false;
    let quotes = 0;
    for (const name in value) {
      if (!declared.has(name)) return false;
      const field = value[name];
      if (typeof field === 'string') quotes += 4;
      else if (typeof field === 'object' && field !== null) return false;
      else quotes += 2;
    }
    if (quotes === 0) return false;
    for (let at = begin; at < end; at++) if (bytes[at] === quote) quotes -= 1;
    return quotes === 0 && integers.every(({ name, key }) => typeof value[name] !== 'number' || hasDigits(text, key));
  };

  return {
    keep(value, { row, line }, { form, original }) {
      rows += 1;
      if (form) forms.add(form);
      if (original && isPlain(value, original)) {
        clean.ascii(`{"_row":${row},"_line":${line},`);
        clean.copy(original.bytes, original.begin + 1, original.end);
        clean.ascii('\n');
        return;
      }
      const json = JSON.stringify(only(value, declared));
      clean.ascii(`{"_row":${row},"_line":${line}${json === '{}' ? '' : ','}`);
      clean.text(`${json.slice(1)}\n`);
    },
    putAside(reasons, { row, line }, { text, bytes }) {
      quarantined += 1;
      for (const reason of reasons) tally.add(reason, row, line);
      const isCut = text.length > shownCharacters || bytes > 4 * text.length;
      const cut = () => `${text.slice(0, shownCharacters).replace(/[\ud800-\udbff]$/, '')}…`;
      const shown = isCut ? { raw: cut(), rawBytes: bytes } : { raw: text };
      quarantine.text(`${JSON.stringify({ source, row, line, reasons, ...shown })}\n`);
    },
    take() {
      const checked = { rows, quarantined, reasons: tally.list(), forms: [...forms] };
      tally = createReasonTally();
      forms = new Set();
      rows = quarantined = 0;
      return { clean: clean.take(), quarantine: quarantine.take(), ...checked };
    },
  };
}

const [quote, openBrace, closeBrace] = [34, 123, 125];

/** True when that key, which is there once, is followed by nothing but digits, as far as a number goes. */
function hasDigits(text: string, key: string): boolean {
  let at = text.indexOf(key);
  if (at < 0) return false;
  at += key.length;
  while (text.charCodeAt(at) === 32) at += 1;
  if (text[at] === '-') at += 1;
  while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at += 1;
  return ',} '.includes(text[at]!);
}

/** The fields that are columns: the staging table has no others. */
function only(row: Row, declared: Set<string>): Row {
  const names = Object.keys(row);
  if (names.every((name) => declared.has(name))) return row;
  return Object.fromEntries(names.filter((name) => declared.has(name)).map((name) => [name, row[name]]));
}
