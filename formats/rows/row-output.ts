/** What becomes of rows: clean ones as lines with their place in the file, the others as lines of the quarantine. */
import type { QuarantineReason } from '../../schemas/generated/types';
import type { Position } from '../cutter';
import { createLineBuffer } from './line-buffer';
import type { Form } from '../../core/formats/conversations';
import { createReasonTally } from './reasons';
import type { Row, RowSchema } from '../../core/row-schema';

export interface CheckedRows {
  /** Clean rows, each one JSON object on a line. */
  clean: Uint8Array<ArrayBuffer>;
  quarantine: Uint8Array<ArrayBuffer>;
  rows: number;
  quarantined: number;
  reasons: QuarantineReason[];
  forms: Form[];
  /** Set on the first rows of a part other than the first. */
  begins?: Position;
}

export interface Place {
  row: number;
  line: number;
}

export interface RowOutput {
  keep(value: Row, place: Place, form?: Form): void;
  /** Rows that are lines already, their places in them. */
  keepLines(kept: { rows: number; lines: Uint8Array }): void;
  /** The text is shown up to a length; how many bytes the row has altogether is told when that is not all of it. */
  putAside(reasons: string[], place: Place, raw: { text: string; bytes: number }): void;
  take(): CheckedRows;
}

/** Characters that are shown of a row that was put aside. */
const shownCharacters = 2000;

/** Which of a row's fields are kept: those that the row schema declares, for the staging table has no others, or all of them. */
export type Keep = 'declared' | 'all';

export function createRowOutput(
  { source, rowSchema, keep }: { source: string; rowSchema: RowSchema; keep: Keep },
  expectedBytes: number,
): RowOutput {
  const declared = new Set(Object.keys(rowSchema.properties ?? {}));
  const kept = (value: Row) => (keep === 'all' ? value : only(value, declared));
  const clean = createLineBuffer(expectedBytes);
  const quarantine = createLineBuffer(1 << 14);
  let tally = createReasonTally();
  let forms = new Set<Form>();
  let rows = 0;
  let quarantined = 0;

  return {
    keep(value, { row, line }, form) {
      rows += 1;
      if (form) forms.add(form);
      clean.line(placed(row, line, JSON.stringify(kept(value))));
    },
    keepLines(kept) {
      rows += kept.rows;
      clean.bytes(kept.lines);
    },
    putAside(reasons, { row, line }, { text, bytes }) {
      quarantined += 1;
      for (const reason of reasons) tally.add(reason, row, line);
      const isCut = text.length > shownCharacters || bytes > 4 * text.length;
      const cut = () => `${text.slice(0, shownCharacters).replace(/[\ud800-\udbff]$/, '')}…`;
      const shown = isCut ? { raw: cut(), rawBytes: bytes } : { raw: text };
      quarantine.line(JSON.stringify({ source, row, line, reasons, ...shown }));
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

const placed = (row: number, line: number, json: string) =>
  `{"_row":${row},"_line":${line}${json === '{}' ? '' : ','}${json.slice(1)}`;

/** The fields that are columns: the staging table has no others. */
function only(row: Row, declared: Set<string>): Row {
  const names = Object.keys(row);
  if (names.every((name) => declared.has(name))) return row;
  return Object.fromEntries(names.filter((name) => declared.has(name)).map((name) => [name, row[name]]));
}
