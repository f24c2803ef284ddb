/** Streams one landed object through its row schema: clean rows into one object, the others into quarantine. */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SourceSpec, StagedObject } from '../../../schemas/generated/types';
import { isMissing, PermanentError } from '../../../core/errors';
import type { Log } from '../../shared/stage/log';
import type { Objects } from '../../shared/stage/objects';
import { createBlocks, defaultLimits, type Block, type Limits } from '../formats/blocks';
import { checkBlocks, type Parallelism } from './check-blocks';
import { createObjectOutput } from './object-output';
import { checkParquet } from '../formats/parquet';
import { readText } from './read-text';
import { recognise } from '../../../core/formats/recognise';
import type { CheckedRows } from '../rows/row-output';
import { unpack, type Unpacked } from './unpack';

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
}

export interface CheckObjectWorld {
  objects: Objects;
  log: Log;
  signal: AbortSignal;
  /** By default as many worker threads as the machine has cores for, once a file is large. */
  parallelism?: Parallelism;
  limits?: Limits;
}

/** @throws PermanentError naming file, line, reason and fix when the file as a whole cannot be read. */
export async function checkObject(
  args: CheckObjectArgs,
  world: CheckObjectWorld,
): Promise<Omit<StagedObject, 'key' | 'table'>> {
  const { uri, generation, bytes, file, source, spec } = args;
  const { objects, log, signal } = world;
  const landed = objects.openRead(uri, generation);
  const output = createObjectOutput(args, objects);
  let bytesRead = 0;
  try {
    let isStreamed = true;
    const unpacked = await unpack(landed, file, (count) => (bytesRead += isStreamed ? count : 0));
    const { format, textAt } = formatOf(unpacked.head, args);
    isStreamed = format !== 'parquet';
    const rows =
      format === 'parquet'
        ? checkStored(unpacked, landed, args, objects, (count) => (bytesRead += count))
        : checkText(unpacked, { ...args, format, textAt }, world);
    for await (const checked of rows) {
      signal.throwIfAborted();
      await output.write(checked);
      // What is read is not yet written: all is done when all is stored.
      const done = Math.min(bytesRead, bytes - 1);
      log.progress(`${output.rows()} rows of ${source} checked`, { done, total: bytes, unit: 'bytes' });
    }
    const summary = await output.close();
    log.progress(`${output.rows()} rows of ${source} checked`, { done: bytes, total: bytes, unit: 'bytes' });
    const { compression } = unpacked;
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
    output.abandon();
    throw isMissing(error) ? overwritten(args, error) : error;
  } finally {
    landed.destroy();
  }
}

function formatOf(head: Buffer, { spec, file }: CheckObjectArgs) {
  const recognised = recognise(head, spec.format);
  if (!('refusal' in recognised)) return recognised;
  const { what, fix } = recognised.refusal;
  throw new PermanentError(`the file ${what}`, { where: file, fix });
}

/** Rows of a file that is text, checked, in the order of the file. */
function checkText(
  { head, bytes }: Unpacked,
  args: CheckObjectArgs & Parameters<typeof readText>[1],
  { parallelism, limits = defaultLimits }: CheckObjectWorld,
): AsyncIterable<CheckedRows> {
  const { work, cutter, skip } = readText(head, args, limits);
  async function* cut(): AsyncIterable<Block[]> {
    const blocks = createBlocks(cutter, { offset: args.textAt, skip, limits });
    let unwanted = args.textAt;
    for await (const chunk of bytes) {
      yield blocks.push(chunk.subarray(unwanted));
      unwanted = 0;
    }
    yield blocks.finish();
  }
  return checkBlocks(cut(), work, parallelism);
}

/** Rows of a Parquet file, which are not read from its beginning to its end. */
async function* checkStored(
  { compression, bytes }: Unpacked,
  landed: Readable,
  args: CheckObjectArgs,
  objects: Objects,
  onRead: (bytes: number) => void,
): AsyncIterable<CheckedRows> {
  const { spec, cleanUri } = args;
  if (compression === 'none') {
    // It is read by ranges: the stream would only keep a connection open.
    landed.destroy();
    return yield* checkParquet(args, { ...args, form: spec.form }, { objects, onRead });
  }
  const scratch = `${cleanUri.slice(0, cleanUri.lastIndexOf('/'))}/unpacked.parquet`;
  const stored = { uri: scratch, bytes: 0, file: args.file };
  try {
    async function* counted() {
      for await (const chunk of bytes) {
        stored.bytes += chunk.length;
        yield chunk;
      }
    }
    await pipeline(counted, objects.openWrite(scratch));
    yield* checkParquet(stored, { ...args, form: spec.form }, { objects, onRead });
  } finally {
    await objects.remove(scratch);
  }
}

const overwritten = ({ file, uri, generation }: CheckObjectArgs, cause: unknown) =>
  new PermanentError(`${file} was overwritten or deleted while it was read`, {
    where: `${uri}, generation ${generation}`,
    fix: 'nothing, if a newer file was dropped on purpose: it has a run of its own',
    cause,
  });
