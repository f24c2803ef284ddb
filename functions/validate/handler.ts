/** validate: a landed object becomes a run once its batch is complete; every row is checked, the clean ones are kept. */
import type { Configuration, EventData, Run } from '../../schemas/generated/types';
import type { Config } from '../shared/config';
import type { Output } from '../shared/events';
import type { Uncompiled } from '../shared/ledger';
import type { StageContext, StageDeps } from '../shared/stage';
import { checkBatch, identifyRun, isSourceOf, landedObjects, missingSources, parseLandingPath } from './batch';
import { checkSource } from './check-source';
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

  // Whoever sees these objects first decides what is made of them: a delivery that comes after the next deployment
  // finds that run, instead of making a second one under another configuration.
  const trigger = ledger.artifactUri(`triggers/${pipeline}/${identifyRun(pipeline, landed.bucket, batched)}.json`);
  const run = await ledger.writeOnce<Run>(trigger, {
    run: identifyRun(pipeline, landed.bucket, batched, configuration?.digest),
    pipeline,
    createdAt: clock.now().toISOString(),
    trigger: { bucket: landed.bucket, objects: batched },
    ...(isCompiled(deployed) ? { configuration: deployed } : deployed),
    codeVersion: config.codeVersion,
  });
  return [await ledger.createRun(run)];
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
