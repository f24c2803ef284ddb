/** Rows of a Parquet file, checked some thousand at a time: a row group is held as it is stored, its rows are not. */
import {
  cachedAsyncBuffer,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type FileMetaData,
} from 'hyparquet';
import type { SourceSpec } from '../../schemas/generated/types';
import { PermanentError } from '../../core/errors';
import { checkColumns } from '../columns';
import { createParquetSource, mostHeld, type StoredParquet } from './parquet-source';
import { jsonRow, parsers } from './parquet-values';
import type { RowSchema } from '../../core/row-schema';
import type { Position } from '../position';
import { partEnd, type Limits } from '../text/blocks';
import type { CheckedRows } from '../rows/row-output';
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
}

export interface ParquetReading {
  /** The first row of a part, as it was told. */
  from: Position;
  /** Is told how many bytes of the object its rows so far stand for. */
  onRead: (bytes: number) => void;
  limits: Limits;
}

/** Parts begin with the first slice of rows behind a multiple of so many unpacked bytes. @throws PermanentError */
export async function* checkParquet(
  stored: StoredParquet,
  work: ParquetWork,
  { from: start, onRead, limits }: ParquetReading,
): AsyncIterable<CheckedRows> {
  const rows = createRowWork({ ...work, isCoerced: false }, { expectedBytes: batch.bytes });
  const source = createParquetSource(stored);
  const metadata = await parquetMetadataAsync(source.buffer).catch((error: unknown) => {
    throw source.explain(error);
  });
  const columns = chooseColumns(metadata, work, stored.file);
  const total = Number(metadata.num_rows);
  let first = 0;
  let before = 0;
  let end = partEnd(start, limits);
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows);
    // What one group is read from is fetched once, and forgotten with it.
    const file = cachedAsyncBuffer(source.buffer);
    for (const [from, to] of slices(group, count, columns, stored.file)) {
      const row = first + from + 1;
      const at = { offset: before + Math.floor((unpackedBytes(group) * from) / count), row, line: row };
      const onSliceRead = () => onRead(Math.round((stored.bytes * (to - from)) / total));
      if (row < start.row) {
        onSliceRead();
        continue;
      }
      const begins = at.offset >= end ? at : undefined;
      if (begins) end = partEnd(begins, limits);
      const read = parquetReadObjects({
        file,
        metadata,
        columns,
        parsers,
        compressors: source.compressors,
        rowStart: first + from,
        rowEnd: first + to,
      });
      const found = await read.catch((error: unknown) => {
        throw source.explain(error);
      });
      let mark = begins;
      for (const checked of checkRows(found, first + from, rows)) {
        yield { ...checked, begins: mark };
        mark = undefined;
      }
      onSliceRead();
    }
    first += count;
    before += unpackedBytes(group);
  }
}

function* checkRows(found: Record<string, unknown>[], before: number, rows: RowWork): Iterable<CheckedRows> {
  let bytes = 0;
  for (const [index, each] of found.entries()) {
    const { value, broken } = jsonRow(each);
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

/** Only what the row schema describes is read; a conversation is made of columns that it does not. */
function chooseColumns(metadata: FileMetaData, { form, rowSchema }: ParquetWork, file: string): string[] | undefined {
  if (form === 'conversations') return undefined;
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  checkColumns(names, rowSchema, { what: 'file', where: `${file}: ${names.join(', ').slice(0, 200)}` });
  return names.filter((name) => Object.hasOwn(rowSchema.properties ?? {}, name));
}

type RowGroup = FileMetaData['row_groups'][number];

const unpackedBytes = (group: RowGroup) => Number(group.total_byte_size);

/** Ranges of a group's rows that are read at once. @throws PermanentError when its columns cannot be held. */
function* slices(
  group: RowGroup,
  rows: number,
  columns: string[] | undefined,
  file: string,
): Iterable<[number, number]> {
  const chunks = group.columns.flatMap(({ meta_data: chunk }) => chunk ?? []);
  const read = chunks.filter(({ path_in_schema: path }) => !columns || columns.includes(path[0]!));
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
