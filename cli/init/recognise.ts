/** What a data file is, told by its first bytes: format, compression, delimiter and header. */
import { parse } from 'csv-parse/sync';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { CliError, exitCodes } from '../errors';

export interface DataFile {
  path: string;
  format: 'jsonl' | 'json' | 'csv' | 'parquet';
  compression: 'none' | 'gzip';
  /** Of CSV. */
  delimiter?: string;
  /** Of CSV: the names in the first record, as they stand there. */
  header?: string[];
  /** A byte order mark comes first. */
  isMarked: boolean;
}

/** How much of a file is looked at, in bytes after decompression. */
const lookedAt = 1 << 20;
export const delimiters = [',', ';', '\t', '|'];

/** @throws CliError (usage) for a file that Landfall has no reader for, saying what it seems to be */
export async function recognise(path: string): Promise<DataFile> {
  const raw = readStart(path);
  const isPacked = raw[0] === 0x1f && raw[1] === 0x8b;
  const bytes = isPacked ? await unpackedStart(path) : raw;
  const refuse = (message: string, next?: string): never => {
    throw new CliError(`${path} ${message}`, { exitCode: exitCodes.usage, next });
  };
  if (bytes.length === 0) refuse('is empty.');
  const compression = isPacked ? 'gzip' : 'none';
  if (bytes.subarray(0, 4).toString('latin1') === 'PAR1')
    return { path, format: 'parquet', compression, isMarked: false };
  if (bytes.subarray(0, 2).toString('latin1') === 'PK')
    refuse('is a ZIP archive or an Excel workbook.', 'unpack it, or save the sheet as CSV, and name that file');
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    refuse('is UTF-16; Landfall reads UTF-8.', `iconv -f UTF-16 -t UTF-8 ${path} > utf8.txt   (then name that file)`);
  const text = decode(bytes, path);
  if (text.includes('\0')) refuse('is no text and no Parquet file: it holds NUL bytes.');
  const isMarked = text.startsWith('\ufeff');
  const start = text.slice(isMarked ? 1 : 0).trimStart();
  if (start === '') refuse('holds nothing but blanks.');
  const plain = { path, compression, isMarked } as const;
  if (start.startsWith('{')) return { ...plain, format: 'jsonl' };
  if (/^\[\s*(\{|\]|$)/.test(start)) return { ...plain, format: 'json' };
  const delimiter = delimiterOf(start);
  return { ...plain, format: 'csv', delimiter, header: headerOf(start, delimiter, path) };
}

/** The one that cuts most of the first records into as many fields as the header has, as validate finds it; else a comma. */
export function delimiterOf(start: string): string {
  const judged = delimiters.map((delimiter) => {
    const [header, ...others] = recordsOf(start, delimiter, 20).map((record) => record.length);
    const agreeing = others.filter((width) => width === header).length;
    return { delimiter, width: header ?? 0, agreement: others.length === 0 ? 1 : agreeing / others.length };
  });
  const cutting = judged.filter(({ width }) => width > 1);
  return cutting.toSorted((a, b) => b.agreement - a.agreement || b.width - a.width)[0]?.delimiter ?? ',';
}

function headerOf(start: string, delimiter: string, path: string): string[] {
  const [header] = recordsOf(start, delimiter, 1);
  if (header) return header;
  throw new CliError(`${path} has no header line that can be read.`, {
    exitCode: exitCodes.usage,
    why: 'a CSV file begins with the names of its columns',
  });
}

/** The first whole records; none when their quotes do not close. */
function recordsOf(text: string, delimiter: string, to: number): string[][] {
  try {
    const options = { delimiter, to, relaxColumnCount: true, skipEmptyLines: true, relaxQuotes: true };
    return parse(text, options) as string[][];
  } catch {
    return [];
  }
}

function readStart(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(lookedAt);
    return buffer.subarray(0, readSync(file, buffer, 0, lookedAt, 0));
  } finally {
    closeSync(file);
  }
}

async function unpackedStart(path: string): Promise<Buffer> {
  const input = createReadStream(path);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of input.pipe(createGunzip())) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes >= lookedAt) break;
    }
  } catch (error) {
    if (bytes === 0)
      throw new CliError(`${path} is broken gzip: ${(error as Error).message}.`, { exitCode: exitCodes.usage });
  } finally {
    input.destroy();
  }
  return Buffer.concat(chunks).subarray(0, lookedAt);
}

function decode(bytes: Buffer, path: string): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    // A character that is cut in two at the end is no fault of the file.
    return decoder.decode(bytes, { stream: bytes.length >= lookedAt });
  } catch {
    throw new CliError(`${path} is not UTF-8.`, {
      exitCode: exitCodes.usage,
      next: `iconv -f WINDOWS-1252 -t UTF-8 ${path} > utf8.txt   (then name that file)`,
    });
  }
}
