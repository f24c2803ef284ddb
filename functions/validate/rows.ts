/** Rows of a file as they stream by, each with its place in the file. */
import { CsvError, parse } from 'csv-parse';
import { pipeline, Readable } from 'node:stream';
import { PermanentError } from '../shared/errors';
import { lines } from '../shared/lines';
import type { Row } from './row-check';
import { strictUtf8 } from './utf8';

export interface SourceRow {
  /** Counted from 1; a CSV file's header is not a row. */
  row: number;
  /** The line on which the row begins, counted from 1. */
  line: number;
  /** The text as it stands in the file. */
  raw: string;
  value?: Row;
  /** Why there is no value. */
  problem?: string;
}

/**
 * The longest row, in characters. No example comes near, so what is longer is some other kind of file, or a quote that
 * is never closed; and rows are held in memory whole.
 */
const tenMillion = 10_000_000;

const tooLong = (longest: number, where: string, fix: string) =>
  new PermanentError(`a row is longer than ${longest.toLocaleString('en')} characters`, { where, fix });

/** Reads a file row by row. @throws PermanentError naming file and line when the file as a whole cannot be read. */
export function readRows(
  file: Readable,
  format: 'jsonl' | 'csv',
  name: string,
  longest = tenMillion,
): AsyncIterable<SourceRow> {
  const text = strictUtf8(file, name);
  return format === 'csv' ? csvRows(text, name, longest) : jsonRows(text, name, longest);
}

async function* jsonRows(text: AsyncIterable<string>, name: string, longest: number): AsyncIterable<SourceRow> {
  let row = 0;
  let line = 0;
  const check = (begun: string, before: number) => {
    if (begun.length > longest)
      throw tooLong(longest, `${name}, line ${before + 1}`, 'put one JSON object on each line');
  };
  for await (const raw of lines(text, check)) {
    line += 1;
    if (raw.trim() === '') continue;
    row += 1;
    yield { row, line, raw, ...parseObject(raw) };
  }
}

function parseObject(raw: string): Pick<SourceRow, 'value' | 'problem'> {
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value: value as Row };
    return { problem: 'the line is not a JSON object' };
  } catch (error) {
    return { problem: `the line is not JSON: ${(error as Error).message}` };
  }
}

/** One record of csv-parse with the options below. */
interface CsvRecord {
  record: string[];
  raw: string;
}

async function* csvRows(text: AsyncIterable<string>, name: string, longest: number): AsyncIterable<SourceRow> {
  const parser = parse({
    raw: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // Left to itself csv-parse takes the first line's ending for that of all.
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: longest,
  });
  // A failure of the text reaches the reader of the parser, which throws it below.
  pipeline(Readable.from(text), parser, () => {});
  let header: string[] | undefined;
  let row = 0;
  let nextLine = 1;
  try {
    for await (const { record, raw } of parser as AsyncIterable<CsvRecord>) {
      // Empty lines before a record are part of its raw text; csv-parse's own count takes \r\n in quotes for two lines.
      const [before] = /^[\r\n]*/.exec(raw)!;
      const body = raw.slice(before.length).replace(/[\r\n]+$/, '');
      const line = nextLine + countBreaks(before);
      nextLine = line + countBreaks(body) + 1;
      if (!header) {
        header = checkHeader(record, name);
        continue;
      }
      row += 1;
      yield { row, line, raw: body, ...parseRecord(header, record) };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const where = `${name}, line ${nextLine}`;
    if (error.code === 'CSV_MAX_RECORD_SIZE') throw tooLong(longest, where, 'close the quote that opens there');
    throw new PermanentError(`not readable as CSV: ${error.message}`, {
      where,
      fix: 'correct the quotes',
      cause: error,
    });
  }
}

const countBreaks = (text: string) => text.match(/\r\n|\r|\n/g)?.length ?? 0;

function checkHeader(names: string[], file: string): string[] {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return names;
  throw new PermanentError(`the header names ${repeated || 'a column without a name'} twice`, {
    where: `${file}, line 1`,
  });
}

function parseRecord(header: string[], record: string[]): Pick<SourceRow, 'value' | 'problem'> {
  if (record.length !== header.length)
    return { problem: `the row has ${record.length} fields, the header ${header.length}` };
  return { value: Object.fromEntries(header.map((name, index) => [name, record[index]])) };
}
