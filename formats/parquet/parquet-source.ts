/** A Parquet file as hyparquet reads it: by ranges, never a piece that does not fit into memory. */
import type { AsyncBuffer, Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { isPermanent, PermanentError } from '../../core/errors';
import { thousands } from '../../core/wording';

/** The most of a file that is held at once, in bytes: a row group's columns as they are stored, or one unpacked page. */
export const mostHeld = 128 << 20;

/** Stored where it can be read by ranges, and not packed. */
export interface StoredParquet {
  bytes: number;
  /** Shown in messages. */
  file: string;
  /** The bytes from `start` up to the one before `end`. What it throws is the storage's to explain. */
  read: (range: { start: number; end: number }) => Promise<Buffer>;
}

export interface ParquetSource {
  buffer: AsyncBuffer;
  /** What a failure of the reader is: its own, the storage's, or the file's. */
  explain(error: unknown): unknown;
  /** Bounded: a page says itself how large it will be. */
  compressors: Compressors;
}

export function createParquetSource({ bytes, file, read }: StoredParquet): ParquetSource {
  let failure: unknown;
  const tooLarge = (what: string, length: number) =>
    new PermanentError(`the Parquet file has ${what} of ${thousands(Math.round(length / 1e6))} MB`, {
      where: file,
      fix: `write it with row groups of at most ${Math.round(mostHeld / 1e6)} MB (row_group_size, or ROW_GROUP_SIZE)`,
    });

  const bounded: [string, NonNullable<Compressors['GZIP']>][] = Object.entries(compressors).map(([name, unpack]) => [
    name,
    (input, outputLength) => {
      if (outputLength > mostHeld) throw tooLarge('a page', outputLength);
      return unpack(input, outputLength);
    },
  ]);

  return {
    compressors: Object.fromEntries(bounded),
    buffer: {
      byteLength: bytes,
      async slice(start, end = bytes) {
        if (end - start > mostHeld) throw tooLarge('a piece', end - start);
        if (start < 0 || start >= end || end > bytes) throw new Error(`there are no bytes ${start} to ${end}`);
        try {
          const piece = await read({ start, end });
          return piece.buffer.slice(piece.byteOffset, piece.byteOffset + piece.length) as ArrayBuffer;
        } catch (error) {
          failure = error;
          throw error;
        }
      },
    },
    explain(error) {
      if (failure !== undefined) return failure;
      if (isPermanent(error)) return error;
      return new PermanentError(`the Parquet file is damaged (${(error as Error).message})`, {
        where: file,
        fix: 'write it again',
        cause: error,
      });
    },
  };
}
