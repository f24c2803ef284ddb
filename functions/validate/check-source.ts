/** Streams one landed object through its row schema: clean rows into one file, the others into quarantine. */
import type { Run } from '../../schemas/generated/types';
import { isMissing, PermanentError } from '../shared/errors';
import { configurationOf } from '../shared/ledger';
import { createLineWriter, type LineWriter } from '../shared/line-writer';
import type { StageContext, StageDeps } from '../shared/stage';
import type { LandedObject } from './batch';
import { compileRowCheck } from './row-check';
import { readRows, type SourceRow } from './rows';
import type { SourceSummary } from './verdict';

/** @throws PermanentError naming file, line and reason when the file as a whole cannot be read. */
export async function checkSource(object: LandedObject, context: StageContext<StageDeps>): Promise<SourceSummary> {
  const { run, deps, signal } = context;
  const { source, name, generation, bytes } = object;
  const { pipeline, rowSchemas } = configurationOf(run);
  const { format } = pipeline.sources[source]!;
  const file = name.split('/').at(-1)!;
  const log = context.log.with({ source });

  const check = compileRowCheck(rowSchemas[source] ?? {}, format, source);
  const output = createOutput(source, run, deps);
  const landed = deps.objects.openRead(`gs://${run.trigger.bucket}/${name}`, generation);
  let areColumnsChecked = format !== 'csv';
  let bytesChecked = 0;
  try {
    for await (const row of readRows(landed, format, file)) {
      signal.throwIfAborted();
      if (row.value && !areColumnsChecked) {
        checkColumns(Object.keys(row.value), rowSchemas[source] ?? {}, file);
        areColumnsChecked = true;
      }
      await output.keep(row, row.value ? check(row.value) : [row.problem!]);
      // What is left of the file, such as the header, is done when all is done.
      bytesChecked = Math.min(bytesChecked + Buffer.byteLength(row.raw) + 1, bytes - 1);
      log.progress(`${row.row} rows of ${source} checked`, { done: bytesChecked, total: bytes, unit: 'bytes' });
    }
    const summary = { file, ...(await output.close()) };
    const checked = summary.rows + summary.quarantined;
    log.progress(`${checked} rows of ${source} checked`, { done: bytes, total: bytes, unit: 'bytes' });
    return summary;
  } catch (error) {
    output.abandon();
    throw isMissing(error)
      ? overwritten(file, `gs://${run.trigger.bucket}/${name}, generation ${generation}`, error)
      : error;
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

/** The two files that a source becomes; the quarantine is only made when there is something in it. */
function createOutput(source: string, run: Run, { objects, ledger }: StageDeps) {
  const uri = ledger.uri(run, `validate/${source}.clean.jsonl`);
  const quarantineUri = ledger.artifactUri(`quarantine/${run.pipeline}/${run.run}/${source}.jsonl`);
  const clean = createLineWriter(objects.openWrite(uri));
  let quarantine: LineWriter | undefined;
  let rows = 0;
  let quarantined = 0;
  let firstProblem: SourceSummary['firstProblem'];

  return {
    async keep({ row, line, raw, value }: SourceRow, reasons: string[]): Promise<void> {
      if (reasons.length === 0) {
        rows += 1;
        return clean.write(JSON.stringify({ _row: line, ...value }));
      }
      quarantined += 1;
      firstProblem ??= { line, reason: reasons[0]! };
      quarantine ??= createLineWriter(objects.openWrite(quarantineUri));
      return quarantine.write(JSON.stringify({ source, row, line, reasons, raw }));
    },
    async close() {
      await quarantine?.close();
      return { source, uri, quarantineUri, digest: await clean.close(), rows, quarantined, firstProblem };
    },
    abandon() {
      clean.abandon();
      quarantine?.abandon();
    },
  };
}
