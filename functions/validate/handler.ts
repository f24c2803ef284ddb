/** validate: every row of a batch is checked and the clean ones are staged; then the sources are checked as sets. */
import type { Check, Configuration, EventData, Run, StagedObject } from '../../schemas/generated/types';
import { judgeChecks } from '../shared/checks';
import type { Output } from '../shared/events';
import type { Sources } from '../shared/sources';
import type { StageContext } from '../shared/stage';
import { jobOf } from '../shared/warehouse';
import { plural } from '../shared/wording';
import { checkBatch } from './check-batch';
import type { FindRunsDeps } from './find-runs';
import { readObjects, unreadable } from './read-objects';
import { reportOf, sourcesOf, validatedEvent } from './report';
import { rowChecks } from './row-checks';
import { questionsOf, sourceChecks, sourceChecksStatement, type Counted } from './source-checks';
import type { StagingDeps } from './staging';
import { whereOf } from './where';

export type ValidateDeps = StagingDeps & FindRunsDeps;

type Context = StageContext<ValidateDeps> & { run: Run & { configuration: Configuration } };

export async function validate(
  _landed: EventData['landfall.dataset.landed.v1'],
  { run: begun, ...more }: StageContext<ValidateDeps>,
): Promise<Output<'landfall.dataset.validated.v1'>> {
  const configuration = checkBatch(begun);
  const context: Context = { ...more, run: { ...begun, configuration } };
  const { run, deps, log } = context;

  const { staged, failures } = await readObjects(context);
  const sources = sourcesOf(configuration, staged);
  const checks = failures.length > 0 ? [] : await checkSources(sources, staged, context);
  const reportUri = deps.ledger.uri(run, 'validate/report.json');
  await deps.ledger.writeOnce(reportUri, reportOf(run, deps.clock.now().toISOString(), staged, checks));
  if (failures.length > 0) throw unreadable(failures);
  judgeChecks(checks, { fix: fixOf(checks, staged, run) });

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
    ...rowChecks(configuration, sources, staged, whereOf),
    ...sourceChecks(questions, answers, configuration, whereOf),
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
