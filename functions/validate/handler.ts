/** validate: every row of a batch is checked and the clean ones are staged; then the sources are checked as sets. */
import { reportPath } from '../../core/ledger-layout';
import type { Check, Configuration, EventData, Run, StagedObject } from '../../schemas/generated/types';
import { stopOnFailure } from '../../core/checks';
import type { Output } from '../../core/stages';
import type { Sources } from '../shared/warehouse/sources';
import type { StageContext } from '../shared/stage/stage';
import { jobOf } from '../shared/warehouse/warehouse';
import { plural } from '../../core/wording';
import { checkBatch, compiledPipeline } from './batch/check-batch';
import type { FindRunsDeps } from './batch/find-runs';
import { readObjects, unreadable } from './reading/read-objects';
import { reportOf, sourcesOf, validatedEvent } from './findings/report';
import { rowFindings } from './findings/row-findings';
import { questionsOf, sourceFindings, sourceChecksStatement, type Counted } from './findings/source-findings';
import type { StagingDeps } from './reading/staging';
import { whereOf } from './findings/where';

export type ValidateDeps = StagingDeps & FindRunsDeps;

type Context = StageContext<ValidateDeps> & { run: Run & { configuration: Configuration } };

export async function validate(
  _landed: EventData['landfall.dataset.landed.v1'],
  { run: begun, ...more }: StageContext<ValidateDeps>,
): Promise<Output<'landfall.dataset.validated.v1'> | undefined> {
  const configuration = compiledPipeline(begun);
  checkBatch(begun.trigger, configuration);
  const warehouse = more.deps.warehouse.until(more.signal);
  const context: Context = { ...more, deps: { ...more.deps, warehouse }, run: { ...begun, configuration } };
  const { run, deps, log } = context;

  const read = await readObjects(context);
  if (!read) {
    log.info('the time is up: what is read so far is kept');
    return undefined;
  }
  const { staged, failures } = read;
  const sources = sourcesOf(configuration, staged);
  const checks = failures.length > 0 ? [] : await checkSources(sources, staged, context);
  const reportUri = deps.ledger.artifactUri(reportPath(run, 'validate'));
  await deps.ledger.writeOnce(reportUri, reportOf(run, deps.clock.now().toISOString(), staged, checks));
  if (failures.length > 0) throw unreadable(failures);
  stopOnFailure(checks, { fix: fixOf(checks, staged, run) });

  const data = validatedEvent(run, sources, reportUri);
  const { rows, quarantined } = data;
  const warned = checks.filter(({ outcome }) => outcome === 'warned').length;
  const warnings = warned > 0 ? `, ${plural(warned, 'warning')}` : '';
  log.info(`${rows} rows are clean, ${quarantined} quarantined${warnings}`, { rows, quarantined });
  return { type: 'landfall.dataset.validated.v1', data };
}

async function checkSources(sources: Sources, staged: StagedObject[], { run, deps }: Context): Promise<Check[]> {
  const { configuration } = run;
  const questions = questionsOf(configuration, sources);
  const statement = sourceChecksStatement(questions, sources, configuration);
  const answers = statement ? await deps.warehouse.query<Counted>(jobOf(run, 'source-checks'), statement) : [];
  return [
    ...rowFindings(configuration, sources, staged, whereOf),
    ...sourceFindings(questions, answers, configuration, whereOf),
  ];
}

/** Where all is listed that the verdict only counts. */
function fixOf(checks: Check[], staged: StagedObject[], { run }: Run): string {
  const failed = checks.find(({ outcome }) => outcome === 'failed');
  const quarantine = staged.find(({ source, quarantineUri }) => source === failed?.subject && quarantineUri);
  return failed?.name === 'invalidRows' && quarantine
    ? `correct the rows listed in ${quarantine.quarantineUri}, then drop the batch again`
    : `correct the rows that npx landfall run ${run} shows, or the rule in pipeline.yaml, then drop the batch again`;
}
