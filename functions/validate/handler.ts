/** validate: a landed object becomes a run once its batch is complete; every row is checked, the clean ones are kept. */
import type { Configuration, EventData, Run } from '../../schemas/generated/types';
import type { Config } from '../shared/config';
import { isMissing, PermanentError } from '../shared/errors';
import type { Output } from '../shared/events';
import type { Uncompiled } from '../shared/ledger';
import { createLineWriter } from '../shared/line-writer';
import type { StageContext, StageDeps } from '../shared/stage';
import {
  checkBatch,
  identifyRun,
  isSourceOf,
  landedObjects,
  missingSources,
  parseLandingPath,
  type LandedObject,
} from './batch';
import { compileRowCheck } from './row-check';
import { readRows } from './rows';
import { judge, type SourceSummary } from './verdict';

const isCompiled = (deployed?: Configuration | Uncompiled): deployed is Configuration =>
  deployed !== undefined && 'digest' in deployed;

export type ValidateDeps = StageDeps & { config: Pick<Config, 'codeVersion'> };

/** The run that the landed object completes; none while its batch waits for another source. */
export async function findRuns(landed: EventData['landfall.dataset.landed.v1'], deps: ValidateDeps): Promise<Run[]> {
  const { objects, ledger, log, clock, config } = deps;
  const path = parseLandingPath(landed.name);
  if (!path) {
    log.warning(`ignored ${landed.name}: a landing object is named PIPELINE/BATCH/SOURCE.EXT`);
    return [];
  }

  const { pipeline, batch } = path;
  const deployed = await ledger.findConfiguration(pipeline);
  const configuration = isCompiled(deployed) ? deployed : undefined;
  const listing = await objects.list(`gs://${landed.bucket}/${pipeline}/${batch}/`);
  // A file of no known source makes a run of its own, which fails and says why; the rest of its batch is not touched.
  const known = configuration && isSourceOf(configuration, path) ? configuration : undefined;
  const batched = landedObjects(listing, (each, name) => (known ? isSourceOf(known, each) : name === landed.name));
  if (batched.length === 0) return [];

  const missing = known ? missingSources(known, batched) : [];
  if (missing.length > 0) {
    log.info(`waiting for ${missing.join(', ')}`, { pipeline, batch });
    return [];
  }

  const run = await ledger.createRun({
    run: identifyRun(pipeline, landed.bucket, batched, configuration?.digest),
    pipeline,
    createdAt: clock.now().toISOString(),
    trigger: { bucket: landed.bucket, objects: batched },
    ...(isCompiled(deployed) ? { configuration: deployed } : deployed),
    codeVersion: config.codeVersion,
  });
  return [run];
}

export async function validate(
  _landed: EventData['landfall.dataset.landed.v1'],
  context: StageContext<ValidateDeps>,
): Promise<Output<'landfall.dataset.validated.v1'>> {
  const { run } = context;
  const configuration = checkBatch(run);

  const summaries: SourceSummary[] = [];
  for (const object of run.trigger.objects) summaries.push(await checkSource(object, context));
  judge(summaries, configuration.pipeline.validation);

  const sources = summaries.map(({ source, uri, digest, rows, quarantined, quarantineUri }) => ({
    source,
    uri,
    digest,
    rows,
    quarantined,
    ...(quarantined > 0 && { quarantineUri }),
  }));
  const total = (count: (summary: SourceSummary) => number) => summaries.reduce((sum, each) => sum + count(each), 0);
  const rows = total((each) => each.rows);
  const quarantined = total((each) => each.quarantined);
  context.log.info(`${rows} rows are clean, ${quarantined} quarantined`, { rows, quarantined });
  return {
    type: 'landfall.dataset.validated.v1',
    data: { pipeline: run.pipeline, run: run.run, sources, rows, quarantined },
  };
}

/** Streams one object through its row schema into a file of clean rows and, when it comes to that, one of quarantined rows. */
async function checkSource(
  object: LandedObject,
  { run, deps, log, signal }: StageContext<ValidateDeps>,
): Promise<SourceSummary> {
  const { objects, ledger } = deps;
  const { source, name, generation, bytes } = object;
  const { format } = run.configuration!.pipeline.sources[source]!;
  const check = compileRowCheck(run.configuration!.rowSchemas[source] ?? {}, format, source);
  const uri = ledger.uri(run, `validate/${source}.clean.jsonl`);
  const quarantineUri = ledger.artifactUri(`quarantine/${run.pipeline}/${run.run}/${source}.jsonl`);
  const summary: SourceSummary = {
    source,
    file: name.split('/').at(-1)!,
    uri,
    quarantineUri,
    digest: '',
    rows: 0,
    quarantined: 0,
  };

  const clean = createLineWriter(objects.openWrite(uri));
  let quarantine: ReturnType<typeof createLineWriter> | undefined;
  const landed = objects.openRead(`gs://${run.trigger.bucket}/${name}`, generation);
  let bytesRead = 0;
  const count = (read: number) => (bytesRead += read);
  try {
    for await (const { row, line, raw, value, problem } of readRows(landed, format, summary.file, count)) {
      signal.throwIfAborted();
      const reasons = value ? check(value) : [problem!];
      if (reasons.length === 0) {
        summary.rows += 1;
        await clean.write(JSON.stringify({ _row: line, ...value }));
      } else {
        summary.quarantined += 1;
        summary.firstProblem ??= { line, reason: reasons[0]! };
        quarantine ??= createLineWriter(objects.openWrite(quarantineUri));
        await quarantine.write(JSON.stringify({ source, row, line, reasons, raw }));
      }
      const checked = summary.rows + summary.quarantined;
      log.progress(`${checked} rows of ${source} checked`, { done: bytesRead, total: bytes, unit: 'bytes' });
    }
    await quarantine?.close();
    summary.digest = await clean.close();
    return summary;
  } catch (error) {
    clean.abandon();
    quarantine?.abandon();
    if (!isMissing(error)) throw error;
    throw new PermanentError(`${summary.file} was overwritten or deleted while it was read`, {
      where: `gs://${run.trigger.bucket}/${name}, generation ${generation}`,
      fix: 'nothing, if a newer file was dropped on purpose: it has a run of its own',
      cause: error,
    });
  } finally {
    landed.destroy();
  }
}
