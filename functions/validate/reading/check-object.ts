/** Streams one landed object through its row schema, in as many deliveries as that takes. */
import { contractOf } from '../../../core/stages';
import type { SourceSpec, StagedObject } from '../../../schemas/generated/types';
import { isMissing, PermanentError } from '../../../core/errors';
import type { Clock } from '../../shared/stage/clock';
import type { Log } from '../../shared/stage/log';
import type { Objects } from '../../shared/stage/objects';
import type { Position } from '../../../formats/cutter';
import { defaultLimits, type Limits } from '../../../formats/text/blocks';
import { checkBlocks, type Parallelism } from '../../../formats/text/check-blocks';
import { cutText } from '../../../formats/text/cut-text';
import { createWholeOutput, isLong, openPartsOutput } from './object-output';
import { storeParquet } from './stored-parquet';
import { look, type Looked } from '../../../formats/look';
import type { CheckedRows } from '../../../formats/rows/row-output';
import { textFrom } from '../../../formats/text/text-from';
import { count, unpack } from '../../../formats/unpack';

export interface CheckObjectArgs {
  uri: string;
  generation: string;
  bytes: number;
  /** Shown in messages: the path below the batch. */
  file: string;
  source: string;
  spec: SourceSpec;
  rowSchema: object;
  /** A row with a longer text is put aside. */
  maxFieldCharacters: number;
  cleanUri: string;
  quarantineUri: string;
  /** gs:// address of a folder for what is only needed until the object is read, its slash included. */
  partsFolder: string;
}

export interface CheckObjectWorld {
  objects: Objects;
  clock: Pick<Clock, 'now'>;
  log: Log;
  signal: AbortSignal;
  isTimeUp: () => boolean;
  /** By default as many worker threads as the machine has cores for, once a file is large. */
  parallelism?: Parallelism;
  limits?: Limits;
}

export type CheckedObject = Omit<StagedObject, 'key' | 'table'>;

/** Whatever takes this share of a delivery without getting anywhere will not do better in a delivery of its own. */
const hopelessShare = 0.75;

/**
 * Undefined when the time was up: what is read is kept in the folder of parts, and the next call goes on behind it.
 * @throws PermanentError naming file, line, reason and fix when the file as a whole cannot be read
 */
export async function checkObject(args: CheckObjectArgs, world: CheckObjectWorld): Promise<CheckedObject | undefined> {
  const { uri, generation, bytes, file, source, spec, partsFolder } = args;
  const { objects, clock, log, signal, isTimeUp, limits = defaultLimits } = world;
  const begunAt = clock.now().getTime();
  const landed = objects.openRead(uri, generation);
  let bytesRead = 0;
  const onRead = (more: number) => (bytesRead += more);
  let abandon = () => {};
  try {
    const looked = await look(await unpack(landed, file, onRead), { ...args, keep: 'declared' }, limits);
    const { format } = looked;
    const { compression } = looked.unpacked;
    const output = isLong({ bytes, compression, format }, limits)
      ? await openPartsOutput(args, partsFolder, objects)
      : createWholeOutput(args, objects);
    abandon = () => output.abandon();
    const { from } = output;
    const read = from && (await rowsFrom(from, looked));
    const later = () => {
      output.abandon();
      if (!output.hasAdvanced()) throwIfHopeless(clock.now().getTime() - begunAt, file);
      return undefined;
    };
    if (from && !read) return later();

    for await (const checked of read ?? []) {
      await output.write(checked);
      // What is read is not yet written: all is done when all is stored.
      const done = Math.min(bytesRead, bytes - 1);
      log.progress(`${output.rows()} rows of ${source} checked`, { done, total: bytes, unit: 'bytes' });
      if (isTimeUp()) return later();
      signal.throwIfAborted();
    }
    const summary = await output.close();
    log.progress(`${output.rows()} rows of ${source} checked`, { done: bytes, total: bytes, unit: 'bytes' });
    return {
      source,
      uri,
      generation,
      format,
      compression,
      bytes,
      ...(spec.form === 'rows' && { form: 'rows' }),
      ...summary,
    };
  } catch (error) {
    abandon();
    throw isMissing(error) ? overwritten(args, error) : error;
  } finally {
    landed.destroy();
  }

  /** Undefined when the time is up before the first of them. */
  async function rowsFrom(from: Position, { unpacked, text }: Looked): Promise<AsyncIterable<CheckedRows> | undefined> {
    if (!text) {
      const stored = await storeParquet(unpacked, args, { objects, isTimeUp });
      // It is read by ranges: the stream would only keep a connection open.
      landed.destroy();
      bytesRead = 0;
      const { checkParquet } = await import('../../../formats/parquet/parquet.ts');
      return stored && checkParquet(stored, { ...args, form: spec.form, keep: 'declared' }, { from, onRead, limits });
    }
    const rest = await textFrom(unpacked, from.offset, { enter, isTimeUp });
    return rest && checkBlocks(cutText(rest, text, { at: from, limits }), text.work, world.parallelism);
  }

  /** The object from a byte on; its beginning was only read to know what it is. */
  function enter(start: number): AsyncIterable<Buffer> {
    landed.destroy();
    bytesRead = start;
    return count(objects.openRead(uri, generation, { start, end: bytes }), onRead);
  }
}

function throwIfHopeless(milliseconds: number, file: string): void {
  const { timeLimit } = contractOf('validate');
  if (milliseconds < hopelessShare * timeLimit * 1000) return;
  throw new PermanentError(`the file cannot be read: ${timeLimit} seconds were not enough for any part of it`, {
    where: file,
    fix: 'drop it unpacked, or as several files in a folder of its source',
  });
}

const overwritten = ({ file, uri, generation }: CheckObjectArgs, cause: unknown) =>
  new PermanentError(`${file} was overwritten or deleted while it was read`, {
    where: `${uri}, generation ${generation}`,
    fix: 'nothing, if a newer file was dropped on purpose: it has a run of its own',
    cause,
  });
