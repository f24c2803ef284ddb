/** What a data file is, told by its first bytes: format, compression, delimiter and header. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { isPermanent, type PermanentError } from '../../core/errors';
import { readCsvHeader } from '../../formats/text/csv-header';
import { headBytes, isGzip, recognise, type Format } from '../../formats/recognise';
import { CliError, exitCodes } from '../errors';

export interface DataFile {
  path: string;
  format: Format;
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

/** @throws CliError (usage) for a file that Landfall has no reader for, saying what it seems to be */
export async function recogniseFile(path: string): Promise<DataFile> {
  const raw = readStart(path);
  const compression = isGzip(raw) ? 'gzip' : 'none';
  const bytes = compression === 'gzip' ? await unpackedStart(path) : raw;
  const refuse = (what: string, next?: string): never => {
    throw new CliError(`${path} ${what}.`, { exitCode: exitCodes.usage, next });
  };
  if (bytes.length === 0) refuse('is empty');
  const head = bytes.subarray(0, headBytes);
  const recognised = recognise(head, 'auto');
  if ('refusal' in recognised) return refuse(recognised.refusal.what, recognised.refusal.fix);
  const { format, textAt } = recognised;
  const file = { path, format, compression, isMarked: textAt > 0 } as const;
  if (format === 'parquet') return file;

  const text = decode(bytes, path);
  if (text.includes('\0')) refuse('is no text and no Parquet file: it holds NUL bytes');
  if (text.trim() === '') refuse('holds nothing but blanks');
  if (format !== 'csv') return file;
  const beginning = { bytes: head.subarray(textAt), isWhole: bytes.length < headBytes };
  return { ...file, ...refusing(path, () => readCsvHeader(beginning, path, {})) };
}

/** What validate would refuse a file for is said to the person who has named it. @throws CliError (usage) */
export function refusing<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isPermanent(error)) throw error;
    const { message, where, fix } = error as PermanentError;
    throw new CliError(`${path} cannot be read: ${message}.`, { exitCode: exitCodes.usage, where, next: fix });
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
