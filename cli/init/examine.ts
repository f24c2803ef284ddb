/** Looks at data files: what each is, which are parts of one source, and what their columns hold. */
import { formNames, isSystemField, type Form } from '../../core/formats/conversations';
import type { Row } from '../../core/row-schema';
import { checkNames } from '../../formats/columns';
import type { Parsed } from '../../formats/json/object';
import { withLists } from '../../formats/text/records';
import { isPermanent, type PermanentError } from '../../core/errors';
import { conversationForm, createTally, type ConversationTally, type Conversations } from './conversations';
import { sourceName, usableName, whyUnusable } from './names';
import { readProfile } from './measure';
import type { ColumnProfile } from './profile';
import { refusal, type DataFile } from './data-file';
import { OperationError, exitCodes } from '../../operations/errors';
import { literal } from './load-rows';
import type { LoadedFile, Reader, Table } from './reader';

export interface UnusableColumn {
  /** Counted from 1, as it stands in the file. */
  position: number;
  name: string;
  why: string;
  /** A name that could be used. */
  better: string;
}

/** Files with the same columns, which are one source. */
export interface ExaminedSource {
  name: string;
  files: DataFile[];
  table: Table;
  /** Columns that the warehouse can hold; none of a source of conversations. */
  columns: ColumnProfile[];
  unusable: UnusableColumn[];
  conversations?: Conversations;
  /** Columns of CSV whose name is a value of theirs as well: the first row may be data, and no names. */
  namedLikeValues: string[];
}

/** @throws OperationError (usage) for a file that cannot be read */
export async function examine(paths: string[], reader: Reader): Promise<ExaminedSource[]> {
  const loaded: LoadedFile[] = [];
  for (const path of paths) {
    const found = await reader.load(path);
    refuseNames(found);
    loaded.push(found);
  }
  const alike = new Map<string, typeof loaded>();
  for (const one of loaded) {
    // Columns go by their names: one export orders them as another does not.
    const signature = JSON.stringify([one.file.format, one.file.delimiter, one.table.columns.toSorted()]);
    alike.set(signature, [...(alike.get(signature) ?? []), one]);
  }
  refuseSpellings([...alike.values()].map(([first]) => first!));
  const sources: ExaminedSource[] = [];
  for (const group of alike.values()) {
    const name = sourceName(
      group[0]!.file.path,
      sources.map((source) => source.name),
    );
    const files = group.map(({ file }) => file);
    const conversations = await readConversations(
      group.map(({ table }) => table),
      files,
      reader,
    );
    const table = await reader.together(group.map(({ table: each }) => each));
    const profile = conversations ? [] : await readProfile(reader, table);
    const { usable, unusable } = sortOut(profile);
    const namedLikeValues =
      files[0]!.format === 'csv' && !conversations ? await findNamesAmongValues(reader, table) : [];
    sources.push({ name, files, table, columns: usable, unusable, conversations, namedLikeValues });
  }
  return sources;
}

/** @throws OperationError (usage) for files whose columns are spelled in two ways: of one source, half of the rows would be lost */
function refuseSpellings(loaded: LoadedFile[]): void {
  const lower = ({ table }: LoadedFile) => JSON.stringify(table.columns.map((name) => name.toLowerCase()).toSorted());
  for (const [index, one] of loaded.entries()) {
    const other = loaded.slice(0, index).find((earlier) => lower(earlier) === lower(one));
    const own = other && one.table.columns.filter((name) => !other.table.columns.includes(name));
    if (!own || own.length === 0 || one.table.columns.length < 2) continue;
    const theirs = own.map((name) => other.table.columns.find((each) => each.toLowerCase() === name.toLowerCase()));
    throw new OperationError(`${other.file.path} and ${one.file.path} spell the same columns in two ways.`, {
      exitCode: exitCodes.usage,
      why: `${theirs.join(', ')} in the one, ${own.join(', ')} in the other`,
      next: 'spell them alike in both files',
    });
  }
}

/** @throws OperationError (usage) for names that no column may have */
function refuseNames({ file: { path }, table: { columns } }: LoadedFile): void {
  try {
    checkNames(columns, { what: 'file', where: path });
  } catch (error) {
    throw isPermanent(error) ? refusal(path, error as PermanentError) : error;
  }
}

async function findNamesAmongValues(reader: Reader, { name, columns }: Table): Promise<string[]> {
  if (columns.length === 0) return [];
  const isAmong = columns.map((column, i) => `COALESCE(BOOL_OR(c${i} = ${literal(column)}), FALSE) AS n${i}`);
  const [found] = await reader.query(`SELECT ${isAmong.join(', ')} FROM ${name}`);
  return columns.filter((_, i) => found?.[`n${i}`] === true);
}

function sortOut(columns: ColumnProfile[]): { usable: ColumnProfile[]; unusable: UnusableColumn[] } {
  const usable: ColumnProfile[] = [];
  const unusable: UnusableColumn[] = [];
  const names = columns.map(({ name }) => name);
  for (const [i, column] of columns.entries()) {
    const why = whyUnusable(column.name, names.slice(0, i));
    if (why === undefined) usable.push(column);
    else {
      const others = [...names.filter((name) => name !== column.name), ...unusable.map(({ better }) => better)];
      unusable.push({ position: i + 1, name: column.name, why, better: usableName(column.name, others, i + 1) });
    }
  }
  return { usable, unusable };
}

/** How many rows have to agree on a form before the rest is read as such. */
const rowsAsked = 50;

async function readConversations(
  tables: Table[],
  files: DataFile[],
  reader: Reader,
): Promise<Conversations | undefined> {
  const { format } = files[0]!;
  let tally: ConversationTally | undefined;
  for (const table of tables) {
    for await (const texts of reader.texts(table)) {
      const rows = texts.map((text) => placedRow(text, format));
      tally ??= tallyOf(
        rows.slice(0, rowsAsked).map(({ row }) => row),
        format,
      );
      if (!tally) return undefined;
      for (const { parsed, place } of rows) tally.add(parsed, place);
    }
  }
  return tally?.result();
}

/** The row as it was loaded, and as validate would read it from a file of conversations. */
function placedRow(text: string, format: DataFile['format']) {
  const { _row, _line, ...row } = JSON.parse(text) as Row & { _row: number; _line: number };
  const parsed: Parsed = format === 'csv' ? withLists({ ...row }) : { value: row };
  return { row, parsed, place: { row: _row, line: _line } };
}

function tallyOf(rows: Row[], format: DataFile['format']): ConversationTally | undefined {
  // Columns of these two names are columns, where there are columns at all; with a system prompt they are a conversation.
  const isTable = format === 'csv' || format === 'parquet';
  const found = rows.flatMap((row) => {
    const form = conversationForm(row);
    const isPairOfColumns = isTable && form === 'prompt-completion' && !Object.keys(row).some(isSystemField);
    return form === undefined || isPairOfColumns ? [] : [form];
  });
  if (found.length * 2 <= rows.length) return undefined;
  const count = (form: Form) => found.filter((one) => one === form).length;
  const [form] = (Object.keys(formNames) as Form[]).toSorted((a, b) => count(b) - count(a));
  return form && createTally(form);
}
