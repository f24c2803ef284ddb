/** The first step: the pipeline's own SELECT over the clean rows, every value as the text that is trained on. */
import { configurationOf } from '../../shared/stage/ledger';
import { parsePrompt } from '../../../core/prompt';
import { sourceExpressions, type Sources } from '../../shared/warehouse/sources';
import { loadOnce } from '../../shared/warehouse/staged-table';
import { fillSlots } from '../../../core/statement';
import { jobOf } from '../../shared/warehouse/warehouse';
import { intoStaging, type TransformContext } from '../context';
import { checkSelection, readColumns, type SelectionCounts } from './selection';
import { badHistoryInSql, examplesStatement, inTrainingSql, renderedStatement } from './statements';

export interface Selected {
  /** Table with one row per selected example. */
  rendered: string;
  hasHistory: boolean;
}

/** Loads clean rows again whose tables have expired: a message may be replayed days after validate. */
async function keepStaged(sources: Sources, { run, deps }: TransformContext): Promise<void> {
  const { rowSchemas } = configurationOf(run);
  await Promise.all(
    sources.flatMap(({ source, objects }) =>
      objects.map((object) => loadOnce({ source, ...object }, rowSchemas[source] ?? {}, { ...deps, run })),
    ),
  );
}

/** @throws PermanentError told in the lines of training.sql when it is no statement, or selects no examples. */
export async function selectExamples(sources: Sources, context: TransformContext): Promise<Selected> {
  const { sql, trainingSql, rowSchemas, pipeline, prompt: template } = configurationOf(context.run);
  const { training } = pipeline;
  const prompt = parsePrompt(template);
  await keepStaged(sources, context);

  const examples = { trainingSql, sources: sourceExpressions(sources, rowSchemas) };
  const { stratifyBy } = training.split;

  // What it selects decides how it is rendered, and is known without reading a row.
  const asked = examplesStatement(sql, examples);
  const columns = await inTrainingSql(asked, training.sql, () => context.deps.warehouse.describe(asked));
  const wanted = { file: training.sql, fields: prompt.fields, stratifyBy, source: sources[0]!.source };
  const selection = readColumns(columns, wanted);

  const statement = renderedStatement(sql, { examples, prompt, selection, stratifyBy });
  const rendered = await inTrainingSql(statement, training.sql, () => intoStaging('rendered', statement, context));
  return { rendered, hasHistory: selection.history !== 'none' };
}

/** How many examples were selected. @throws PermanentError when there is none, or one is no example. */
export async function countSelected({ rendered, hasHistory }: Selected, context: TransformContext): Promise<number> {
  const { sql, pipeline } = configurationOf(context.run);
  const slots = { rendered, is_bad_history: hasHistory ? badHistoryInSql : 'FALSE' };
  const statement = fillSlots(sql, 'looks/selection-checks.sql', slots);
  const job = jobOf(context.run, 'selection-checks');
  const [counts] = await context.deps.warehouse.query<SelectionCounts>(job, statement);
  return checkSelection(counts, pipeline.training.sql);
}
