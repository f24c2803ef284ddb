/** Rows of a Parquet file, checked some thousand at a time: a row group is held as it is stored, its rows are not. */
import { cachedAsyncBuffer, parquetMetadataAsync, parquetReadObjects, type FileMetaData } from 'hyparquet';
import type { SourceSpec } from '../../schemas/generated/types';
import { isPermanent, PermanentError } from '../../core/errors';
import { checkColumns, checkNames, type ColumnsPlace } from '../columns';
import { createParquetSource, mostHeld, type ParquetSource, type StoredParquet } from './parquet-source';
import { jsonRow, parquetColumns, withoutRounding, type ParquetColumn } from './parquet-columns';
import { parsers } from './parquet-values';
import { isConversationField } from '../../core/formats/conversations';
import type { RowSchema } from '../../core/row-schema';
import type { Position } from '../cutter';
import { partEnd, type Limits } from '../text/blocks';
import type { CheckedRows, Keep } from '../rows/row-output';
import { createRowWork, type RowWork } from '../rows/row-work';
import { thousands } from '../../core/wording';

/** Unpacked bytes of rows that are read at once. */
const sliceBytes = 32 << 20;
const sliceRows = 20_000;

/** Rows and bytes of clean rows after which they are handed on. */
const batch = { rows: 1000, bytes: 1 << 20 };

export interface ParquetWork {
  source: string;
  form: SourceSpec['form'];
  rowSchema: RowSchema;
  maxFieldCharacters: number;
  keep: Keep;
}

export interface ParquetReading {
  /** The first row of a part, as it was told. */
  from: Position;
  /** Is told how many bytes of the object its rows so far stand for. */
  onRead: (bytes: number) => void;
  limits: Limits;
  /** Is told of a column that cannot be read, and why, where all columns are kept: the others are. */
  onUnreadable?: (column: ParquetColumn) => void;
}

/** Parts begin with the first slice of rows behind a multiple of so many unpacked bytes. @throws PermanentError */
export async function* checkParquet(
  stored: StoredParquet,
  work: ParquetWork,
  { from: start, onRead, limits, onUnreadable = () => {} }: ParquetReading,
): AsyncIterable<CheckedRows> {
  const rows = createRowWork({ ...work, isCoerced: false }, { expectedBytes: batch.bytes });
  const source = createParquetSource(stored);
  const metadata = await parquetMetadataAsync(source.buffer).catch((error: unknown) => {
    throw source.explain(error);
  });
  let columns = chooseColumns(metadata, work, stored.file, onUnreadable);
  const exact = withoutRounding(metadata);
  const total = Number(metadata.num_rows);
  let first = 0;
  let before = 0;
  let end = partEnd(start, limits);
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows);
    // What one group is read from is fetched once, and forgotten with it.
    const file = cachedAsyncBuffer(source.buffer);
    for (const [from, to] of slices(
      group,
      count,
      columns.map(({ name }) => name),
      stored.file,
    )) {
      const row = first + from + 1;
      const at = { offset: before + Math.floor((unpackedBytes(group) * from) / count), row, line: row };
      const onSliceRead = () => onRead(Math.round((stored.bytes * (to - from)) / total));
      if (row < start.row) {
        onSliceRead();
        continue;
      }
      const begins = at.offset >= end ? at : undefined;
      if (begins) end = partEnd(begins, limits);
      const read = (some: ParquetColumn[]) =>
        parquetReadObjects({
          file,
          metadata: exact,
          columns: some.map(({ name }) => name),
          parsers,
          compressors: source.compressors,
          rowStart: first + from,
          rowEnd: first + to,
        });
      const slice = await readSlice(read, columns, { source, file: stored.file, keep: work.keep, onUnreadable });
      columns = slice.columns;
      let mark = begins;
      for (const checked of checkRows(slice.rows, first + from, { rows, columns })) {
        yield { ...checked, begins: mark };
        mark = undefined;
      }
      onSliceRead();
    }
    first += count;
    before += unpackedBytes(group);
  }
}

/** The rows, and the columns that could be read: where all are kept, one that is damaged costs only itself. */
async function readSlice(
  read: (columns: ParquetColumn[]) => Promise<Record<string, unknown>[]>,
  columns: ParquetColumn[],
  {
    source,
    file,
    keep,
    onUnreadable,
  }: { source: ParquetSource; file: string; keep: Keep; onUnreadable: (column: ParquetColumn) => void },
): Promise<{ rows: Record<string, unknown>[]; columns: ParquetColumn[] }> {
  try {
    return { rows: await read(columns), columns };
  } catch (error) {
    const explained = source.explain(error);
    if (!isPermanent(explained) || isPermanent(error)) throw explained;
    const readable: ParquetColumn[] = [];
    for (const column of columns) {
      const why = await read([column]).then(
        () => undefined,
        (thrown: Error) => thrown.message.replace(/^parquet /, ''),
      );
      if (why === undefined) readable.push(column);
      else if (keep === 'all') onUnreadable({ ...column, unreadable: `cannot be read (${why})` });
      else throw damaged(column, why, file);
    }
    if (readable.length === 0 || readable.length === columns.length) throw explained;
    return { rows: await read(readable), columns: readable };
  }
}

function damaged(column: ParquetColumn, why: string, file: string): PermanentError {
  if (/unsupported (encoding|compression)|not supported/.test(why))
    return unreadable({ ...column, unreadable: `cannot be read (${why})` }, file);
  return new PermanentError(`the Parquet file is damaged in its column ${column.name} (${why})`, {
    where: file,
    fix: 'write it again',
  });
}

const unreadable = ({ name, unreadable: why }: ParquetColumn, file: string) =>
  new PermanentError(`the column ${name} of the Parquet file ${why}`, {
    where: file,
    fix: 'write it as a text or a number, or leave it out of the row schema',
  });

function* checkRows(
  found: Record<string, unknown>[],
  before: number,
  { rows, columns }: { rows: RowWork; columns: ParquetColumn[] },
): Iterable<CheckedRows> {
  let bytes = 0;
  for (const [index, each] of found.entries()) {
    const { value, broken } = jsonRow(each, columns);
    const row = before + index + 1;
    let text: string | undefined;
    const raw = () => {
      text ??= JSON.stringify(value);
      return { text, bytes: Buffer.byteLength(text) };
    };
    const place = { row, line: row };
    if (broken.length > 0)
      rows.putAside(
        [...new Set(broken)].map((name) => `${name} is not UTF-8`),
        place,
        raw(),
      );
    else rows.check(value, place, raw);
    bytes += lengthOf(value);
    if (bytes < batch.bytes && (index + 1) % batch.rows !== 0) continue;
    yield rows.take();
    bytes = 0;
  }
  yield rows.take();
}

/** A dictionary makes long texts of a few bytes each: what rows come to is counted, not guessed from the file. */
function lengthOf(value: Record<string, unknown>): number {
  let length = 0;
  for (const name in value) {
    const field = value[name];
    length += typeof field === 'string' ? field.length : 8;
  }
  return length;
}

/**
 * Only what the row schema describes is read, and of conversations what they are made of besides.
 * @throws PermanentError for a column among them that cannot be read
 */
function chooseColumns(
  metadata: FileMetaData,
  { form, rowSchema, keep }: ParquetWork,
  file: string,
  onUnreadable: (column: ParquetColumn) => void,
): ParquetColumn[] {
  const all = parquetColumns(metadata, rowSchema);
  const names = all.map(({ name }) => name);
  const place: ColumnsPlace = { what: 'file', where: `${file}: ${names.join(', ').slice(0, 200)}` };
  if (form === 'rows') checkColumns(names, rowSchema, place);
  const isUsed = ({ name }: ParquetColumn) =>
    keep === 'all' ||
    Object.hasOwn(rowSchema.properties ?? {}, name) ||
    (form === 'conversations' && isConversationField(name));
  const used = all.filter(isUsed);
  checkNames(
    used.map(({ name }) => name),
    place,
  );
  const odd = used.filter((column) => column.unreadable !== undefined);
  if (keep === 'all') odd.forEach(onUnreadable);
  else if (odd.length > 0) throw unreadable(odd[0]!, file);
  return used.filter((column) => column.unreadable === undefined);
}

type RowGroup = FileMetaData['row_groups'][number];

const unpackedBytes = (group: RowGroup) => Number(group.total_byte_size);

/** Ranges of a group's rows that are read at once. @throws PermanentError when its columns cannot be held. */
function* slices(group: RowGroup, rows: number, columns: string[], file: string): Iterable<[number, number]> {
  const chunks = group.columns.flatMap(({ meta_data: chunk }) => chunk ?? []);
  const read = chunks.filter(({ path_in_schema: path }) => columns.includes(path[0]!));
  const sum = (count: (chunk: (typeof read)[number]) => bigint) =>
    read.reduce((all, chunk) => all + Number(count(chunk)), 0);
  const stored = sum((chunk) => chunk.total_compressed_size);
  const unpacked = sum((chunk) => chunk.total_uncompressed_size);
  // Lists and objects are unpacked from a column's beginning each time.
  const isNested = read.some(({ path_in_schema: path }) => path.length > 1);
  const most = Math.max(stored, isNested ? unpacked : 0);
  if (most > mostHeld)
    throw new PermanentError(`the Parquet file has a row group of ${thousands(Math.round(most / 1e6))} MB`, {
      where: file,
      fix: `write it with row groups of at most ${Math.round(mostHeld / 1e6)} MB (row_group_size, or ROW_GROUP_SIZE)`,
    });
  const fitting = isNested ? rows : Math.floor((sliceBytes * rows) / Math.max(unpacked, 1));
  const step = Math.min(Math.max(fitting, 100), isNested ? rows : sliceRows);
  for (let from = 0; from < rows; from += step) yield [from, Math.min(from + step, rows)];
}
