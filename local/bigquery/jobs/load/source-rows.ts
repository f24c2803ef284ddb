/** The rows of a file, one by one: newline-delimited JSON, and CSV whose cells are named by the schema. */
import { parse as parseCsv } from 'csv-parse';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BigQueryError } from '../../errors';
import type { Field } from '../../rows/schema';
import type { LoadConfiguration } from '../../store/job-configuration';
import { compressionOf, type SourceFile } from './source-files';

export interface SourceRow {
  /** From 1. */
  line: number;
  value?: unknown;
  error?: string;
}

export async function* readRows(
  source: SourceFile,
  configuration: LoadConfiguration,
  fields: readonly Field[],
): AsyncGenerator<SourceRow> {
  const format = configuration.sourceFormat ?? 'CSV';
  if (format === 'NEWLINE_DELIMITED_JSON') yield* readJson(source);
  else if (format === 'CSV') yield* readNamedCsv(source, configuration, fields);
  else throw new BigQueryError('invalid', `Not supported by the local BigQuery: source format ${format}`);
}

/** The file's bytes, unpacked when it is gzip, as BigQuery recognises it. */
async function contentOf({ path }: SourceFile): Promise<Readable> {
  const bytes = createReadStream(path);
  return (await compressionOf(path)) === 'gzip' ? bytes.pipe(createGunzip()) : bytes;
}

export async function* readJson(source: SourceFile): AsyncGenerator<SourceRow> {
  let line = 0;
  for await (const text of linesOf(await contentOf(source))) {
    line++;
    if (text.trim() === '') continue;
    try {
      yield { line, value: JSON.parse(exactIntegers(line === 1 ? text.replace(/^\uFEFF/, '') : text)) as unknown };
    } catch (error) {
      yield { line, error: `JSON parsing error in row starting at position 0: ${(error as Error).message}` };
    }
  }
}

/** Lines end with a line feed alone: U+2028 and others that readline takes for an end may stand inside JSON texts. */
async function* linesOf(content: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of content.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest) yield rest;
}

/** Integers that a double cannot hold become strings, which every integer field takes as well. */
export function exactIntegers(text: string): string {
  if (!/\d{16}/.test(text)) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g, (found) =>
    found.startsWith('"') ? found : `"${found}"`,
  );
}

export async function* readCsv(
  source: SourceFile,
  configuration: LoadConfiguration,
): AsyncGenerator<{ line: number; cells: (string | null)[]; error?: string }> {
  const { fieldDelimiter = ',', quote = '"', nullMarker = '' } = configuration;
  const parser = parseCsv({
    bom: true,
    delimiter: fieldDelimiter === '\\t' || fieldDelimiter === 'tab' ? '\t' : fieldDelimiter,
    quote: quote === '' ? false : quote,
    escape: quote === '' ? undefined : quote,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    cast: (text, { quoting }) => (!quoting && text === nullMarker ? (null as unknown as string) : text),
  });
  const content = await contentOf(source);
  content.on('error', (error) => parser.destroy(error));
  for await (const { record, info } of content.pipe(parser) as AsyncIterable<{
    record: (string | null)[];
    info: { lines: number };
  }>) {
    yield { line: info.lines, cells: record };
  }
}

async function* readNamedCsv(
  source: SourceFile,
  configuration: LoadConfiguration,
  fields: readonly Field[],
): AsyncGenerator<SourceRow> {
  let toSkip = Number(configuration.skipLeadingRows ?? (await looksLikeHeader(source, configuration, fields)));
  for await (const { line, cells } of readCsv(source, configuration)) {
    if (toSkip-- > 0) continue;
    if (cells.length > fields.length && !configuration.ignoreUnknownValues) {
      yield { line, error: `Too many values in line. Expected: ${fields.length}, found: ${cells.length}` };
    } else if (cells.length < fields.length && !configuration.allowJaggedRows) {
      yield { line, error: `Too few values in line. Expected: ${fields.length}, found: ${cells.length}` };
    } else {
      // An empty cell of a STRING column is the empty string unless a null marker is set.
      const value = fields.map((field, at) => [
        field.name,
        cells[at] ?? (field.type === 'STRING' && at < cells.length && !configuration.nullMarker ? '' : null),
      ]);
      yield { line, value: Object.fromEntries(value) };
    }
  }
}

/** With autodetection and no word on leading rows: 1 when the first row holds the columns' names. */
async function looksLikeHeader(
  source: SourceFile,
  configuration: LoadConfiguration,
  fields: readonly Field[],
): Promise<number> {
  if (!configuration.autodetect) return 0;
  for await (const { cells } of readCsv(source, configuration)) {
    return fields.every(({ name }, at) => columnName(cells[at] ?? '') === name) ? 1 : 0;
  }
  return 0;
}

/** A header cell as a column name: what BigQuery does not allow becomes an underscore. */
export const columnName = (cell: string): string =>
  cell
    .trim()
    .replace(/[^\p{L}\p{N}_]+/gu, '_')
    .replace(/^(?=\d)/, '_');
