/**
 * A table for people and for scripts. On a terminal its columns fit: text is wrapped between words, what matters least is left
 * out, and what still does not fit stands below its row; numbers are never broken. In a pipe it is tab-separated and whole.
 */
import { cut, width, wrap } from './text';

export interface TableColumn {
  title: string;
  /** Stands flush right. */
  isNumber?: boolean;
  /** May be wrapped between words; the last column of a table is its only one. */
  isText?: boolean;
  /** Text that is told whole elsewhere: a row keeps to one line, and what does not fit is given up for "…". */
  isCut?: boolean;
  /** Left out where the terminal is too narrow, 1 before 2; without it a column always stays. */
  leftOut?: number;
}

export interface TableOptions {
  /** Columns of the terminal; without it the table is for a pipe. */
  terminalColumns?: number;
  /** Makes the titles stand out. */
  paint?: (title: string) => string;
}

const gap = 2;
/** Text in fewer columns is hard to read, and stands below its row instead. */
const narrowest = 20;

/** @param rows cells in the order of the columns, colors included, each within one line */
export function tableLines(
  columns: TableColumn[],
  rows: string[][],
  { terminalColumns, paint = String }: TableOptions = {},
): string[] {
  const all = [columns.map(({ title }) => paint(title)), ...rows];
  if (terminalColumns === undefined) return all.map((row) => row.join('\t').replace(/\t+$/, ''));
  // The last column stays free: some terminals begin a new line when it is written.
  const room = terminalColumns - 1;
  const order = columns.flatMap(({ leftOut }) => leftOut ?? []).toSorted((a, b) => a - b);
  for (let count = 0; ; count++) {
    const gone = new Set(order.slice(0, count));
    const kept = columns.flatMap(({ leftOut }, i) => (leftOut !== undefined && gone.has(leftOut) ? [] : [i]));
    const lines = fitted(
      kept.map((i) => columns[i]!),
      all.map((row) => kept.map((i) => row[i] ?? '')),
      room,
      count === order.length,
    );
    if (lines) return lines;
  }
}

/** Undefined when the columns do not fit, unless they have to. */
function fitted(columns: TableColumn[], rows: string[][], room: number, mustFit: boolean): string[] | undefined {
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => width(row[i]!))));
  const sum = (list: number[]): number => list.reduce((total, each) => total + each + gap, 0) - gap;
  const textAt = columns.findIndex(({ isText }) => isText);
  if (sum(widths) <= room) return rows.map((row) => joined(columns, row, widths));
  if (textAt < 0) return mustFit ? rows.map((row) => joined(columns, row, widths)) : undefined;
  const broken = (text: string, columnsLeft: number): string[] =>
    columns[textAt]!.isCut ? [cut(text, columnsLeft)] : wrap(text, columnsLeft);
  const others = widths.filter((_, i) => i !== textAt);
  const left = room - sum(others) - gap;
  if (left >= narrowest) {
    const indent = ' '.repeat(room - left);
    return rows.flatMap((row) => {
      const [first = '', ...more] = broken(row[textAt]!, left);
      const cells = row.with(textAt, first);
      return [joined(columns, cells, widths.with(textAt, left)), ...more.map((line) => indent + line)];
    });
  }
  if (!mustFit) return undefined;
  const isOther = (_: unknown, i: number): boolean => i !== textAt;
  return rows.flatMap((row, i) => [
    joined(columns.filter(isOther), row.filter(isOther), others),
    // The title of what stands below says nothing there.
    ...(i === 0 || row[textAt] === '' ? [] : broken(row[textAt]!, room - gap).map((line) => ' '.repeat(gap) + line)),
  ]);
}

function joined(columns: TableColumn[], row: string[], widths: number[]): string {
  const cells = row.map((cell, i) => {
    const space = ' '.repeat(Math.max(0, widths[i]! - width(cell)));
    return columns[i]!.isNumber ? space + cell : cell + space;
  });
  return cells.join(' '.repeat(gap)).trimEnd();
}
