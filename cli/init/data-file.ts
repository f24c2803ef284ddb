/** Reads a data file by the reader that validate reads it by, so that both say the same of every row. */
import { createReadStream, createWriteStream, statSync, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { isPermanent, type PermanentError } from '../../core/errors';
import { fileStart } from '../../formats/cutter';
import { look, type Looked } from '../../formats/look';
import { checkParquet } from '../../formats/parquet/parquet';
import type { StoredParquet } from '../../formats/parquet/parquet-source';
import type { Format } from '../../formats/recognise';
import { createReasonTally } from '../../formats/rows/reasons';
import type { CheckedRows } from '../../formats/rows/row-output';
import { defaultLimits } from '../../formats/text/blocks';
import { checkBlocks } from '../../formats/text/check-blocks';
import { cutText } from '../../formats/text/cut-text';
import { unpack } from '../../formats/unpack';
import type { QuarantineReason } from '../../schemas/generated/types';
import { OperationError, exitCodes } from '../../operations/errors';

export interface DataFile {
  path: string;
  format: Format;
  compression: 'none' | 'gzip';
  /** Of CSV. */
  delimiter?: string;
  /** Of CSV: the line on which the header begins, counted from 1; what stands above it is no row. */
  headerLine?: number;
  /** As the file spells them, in its order; of JSON each row has its own. */
  columns?: string[];
  /** Rows that validate puts aside, whatever the row schema says. */
  quarantined: number;
  reasons: QuarantineReason[];
  /** Columns of a Parquet file that cannot be read: the others are. */
  unreadable: UnreadableColumn[];
}

export interface UnreadableColumn {
  name: string;
  /** Said of it: "is of type INTERVAL, which cannot be read". */
  why: string;
}

interface Targets {
  /** Where the rows go, each a JSON object on a line, with its place as _row and _line. */
  lines: string;
  /** Where a packed Parquet file is unpacked. */
  copy: string;
}

/** No row is refused for what its columns hold: that is what init finds out. */
const anyRow = { source: 'rows', rowSchema: {}, maxFieldCharacters: 1_000_000, keep: 'all', form: 'rows' } as const;

/** @throws OperationError (usage) for a file that cannot be read, with what validate would say */
export async function readDataFile(path: string, targets: Targets, signal: AbortSignal): Promise<DataFile> {
  if (statSync(path).size === 0) throw new OperationError(`${path} is empty.`, { exitCode: exitCodes.usage });
  const landed = createReadStream(path, { highWaterMark: 1 << 20 });
  try {
    const spec = { format: 'auto', form: 'rows' } as const;
    const looked = await look(await unpack(landed, path, () => {}), { ...anyRow, file: path, spec }, defaultLimits);
    const { format, text, unpacked } = looked;
    if (unpacked.head.length === 0)
      throw new OperationError(`${path} is empty once it is unpacked.`, { exitCode: exitCodes.usage });
    if (unpacked.head.toString('utf8', 0, 4096).trim() === '')
      throw new OperationError(`${path} holds nothing but blanks.`, { exitCode: exitCodes.usage });
    const unreadable: UnreadableColumn[] = [];
    const rows = text
      ? checkBlocks(cutText(unpacked.bytes, text, { at: fileStart, limits: defaultLimits }), text.work)
      : readParquet(path, looked, landed, targets.copy, unreadable);
    const written = await writeRows(rows, targets.lines, signal);
    return {
      path,
      format,
      compression: unpacked.compression,
      ...(text &&
        format === 'csv' && {
          delimiter: text.work.dialect.delimiter,
          headerLine: text.headerLine,
          columns: text.work.header,
        }),
      ...written,
      unreadable,
    };
  } catch (error) {
    throw isPermanent(error) ? refusal(path, error as PermanentError) : error;
  } finally {
    landed.destroy();
  }
}

async function writeRows(
  rows: AsyncIterable<CheckedRows>,
  path: string,
  signal: AbortSignal,
): Promise<Pick<DataFile, 'quarantined' | 'reasons'>> {
  const tally = createReasonTally();
  let quarantined = 0;
  const lines = await open(path, 'w');
  try {
    for await (const checked of rows) {
      signal.throwIfAborted();
      quarantined += checked.quarantined;
      tally.merge(checked.reasons);
      await lines.write(checked.clean);
    }
  } finally {
    await lines.close();
  }
  return { quarantined, reasons: tally.list() };
}

async function* readParquet(
  path: string,
  { unpacked }: Looked,
  landed: ReadStream,
  copy: string,
  unreadable: UnreadableColumn[],
): AsyncIterable<CheckedRows> {
  const isPacked = unpacked.compression === 'gzip';
  if (isPacked) await pipeline(unpacked.bytes, createWriteStream(copy));
  landed.destroy();
  const handle = await open(isPacked ? copy : path);
  try {
    const stored: StoredParquet = {
      file: path,
      bytes: (await handle.stat()).size,
      read: async ({ start, end }) => {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
        return buffer.subarray(0, bytesRead);
      },
    };
    yield* checkParquet(stored, anyRow, {
      from: fileStart,
      onRead: () => {},
      limits: defaultLimits,
      onUnreadable: ({ name, unreadable: why = '' }) => unreadable.push({ name, why }),
    });
  } finally {
    await handle.close();
  }
}

/** What validate would refuse a file for is said to the person who has named it. */
export function refusal(path: string, { message, where, fix }: PermanentError): OperationError {
  const ofFile = /^the file (.*)$/s.exec(message)?.[1];
  return new OperationError(ofFile === undefined ? `${path} cannot be read: ${message}.` : `${path} ${ofFile}.`, {
    exitCode: exitCodes.usage,
    ...(where !== path && { where }),
    next: fix,
  });
}
