/** Streams one landed object through its row schema: clean rows into one object, the others into quarantine. */
import type { SourceSpec, StagedObject } from '../../schemas/generated/types';
import { isMissing, PermanentError } from '../shared/errors';
import { createLineWriter, type LineWriter } from '../shared/line-writer';
import type { Log } from '../shared/log';
import type { Objects } from '../shared/objects';
import { createReasonTally } from './reasons';
import { compileRowCheck } from './row-check';
import { readRows, type SourceRow } from './rows';

export interface CheckObjectArgs {
  uri: string;
  generation: string;
  bytes: number;
  /** Shown in messages: the path below the batch. */
  file: string;
  source: string;
  spec: SourceSpec;
  rowSchema: object;
  maxFieldCharacters: number;
  cleanUri: string;
  quarantineUri: string;
}

export interface CheckObjectWorld {
  objects: Objects;
  log: Log;
  signal: AbortSignal;
}

/** @throws PermanentError naming file, line, reason and fix when the file as a whole cannot be read. */
export async function checkObject(
  args: CheckObjectArgs,
  { objects, log, signal }: CheckObjectWorld,
): Promise<Omit<StagedObject, 'key' | 'table'>> {
  const { uri, generation, bytes, file, source, spec, rowSchema } = args;
  const landed = objects.openRead(uri, generation);
  const format = spec.format === 'csv' || (spec.format === 'auto' && uri.endsWith('.csv')) ? 'csv' : 'jsonl';
  const check = compileRowCheck(rowSchema, format, source);
  const output = createOutput(args, objects);
  let areColumnsChecked = format !== 'csv';
  let bytesChecked = 0;
  try {
    for await (const row of readRows(landed, format, file)) {
      signal.throwIfAborted();
      if (row.value && !areColumnsChecked) {
        checkColumns(Object.keys(row.value), rowSchema, file);
        areColumnsChecked = true;
      }
      await output.keep(row, row.value ? check(row.value) : [row.problem!]);
      // What is left of the file, such as the header, is done when all is done.
      bytesChecked = Math.min(bytesChecked + Buffer.byteLength(row.raw) + 1, bytes - 1);
      log.progress(`${row.row} rows of ${source} checked`, { done: bytesChecked, total: bytes, unit: 'bytes' });
    }
    const counts = await output.close();
    const checked = counts.rows + counts.quarantined;
    log.progress(`${checked} rows of ${source} checked`, { done: bytes, total: bytes, unit: 'bytes' });
    return { source, uri, generation, format, compression: 'none', form: 'rows', bytes, ...counts };
  } catch (error) {
    output.abandon();
    throw isMissing(error) ? overwritten(file, `${uri}, generation ${generation}`, error) : error;
  } finally {
    landed.destroy();
  }
}

/** Without a column that every row must have, no row can be valid: said once of the header, not of each row. */
function checkColumns(columns: string[], schema: { required?: string[] }, file: string): void {
  const missing = (schema.required ?? []).filter((name) => !columns.includes(name));
  if (missing.length === 0) return;
  throw new PermanentError(`the header has no column ${missing.join(', ')}`, {
    where: `${file}, line 1: ${columns.join(', ')}`,
    fix:
      columns.length === 1
        ? 'begin the file with a header, its names and values separated by commas'
        : 'begin the file with a header that names the columns as the row schema does',
  });
}

const overwritten = (file: string, where: string, cause: unknown) =>
  new PermanentError(`${file} was overwritten or deleted while it was read`, {
    where,
    fix: 'nothing, if a newer file was dropped on purpose: it has a run of its own',
    cause,
  });

/** The two objects that a landed one becomes; the quarantine is only made when there is something in it. */
function createOutput({ source, cleanUri, quarantineUri }: CheckObjectArgs, objects: Objects) {
  const clean = createLineWriter(objects.openWrite(cleanUri));
  const tally = createReasonTally();
  let quarantine: LineWriter | undefined;
  let rows = 0;
  let quarantined = 0;

  return {
    async keep({ row, line, raw, value }: SourceRow, reasons: string[]): Promise<void> {
      if (reasons.length === 0) {
        rows += 1;
        return clean.write(JSON.stringify({ _row: row, _line: line, ...value }));
      }
      quarantined += 1;
      for (const reason of reasons) tally.add(reason, row, line);
      quarantine ??= createLineWriter(objects.openWrite(quarantineUri));
      return quarantine.write(JSON.stringify({ source, row, line, reasons, raw }));
    },
    async close() {
      await quarantine?.close();
      const digest = await clean.close();
      const isQuarantined = quarantined > 0;
      return { rows, quarantined, digest, cleanUri, ...(isQuarantined && { quarantineUri }), reasons: tally.list() };
    },
    abandon() {
      clean.abandon();
      quarantine?.abandon();
    },
  };
}
