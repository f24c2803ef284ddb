/** The first step: the pipeline's own SELECT over the clean rows, every value as the text that is trained on. */
import { parsePrompt } from '../../../core/prompt';
import { sourceExpressions, uniqueColumns, type Sources } from '../../shared/warehouse/sources';
import { loadOnce } from '../../shared/warehouse/staged-table';
import type { TransformContext } from '../context';
import { requireExamples, readColumns, type SelectionCounts } from './selection';
import { badHistoryInSql, badSplitInSql, examplesStatement, inTrainingSql, renderedStatement } from './statements';

export interface Selected {
  /** Table with one row per selected example. */
  rendered: string;
  hasHistory: boolean;
}

/** Loads clean rows again whose tables have expired: a message may be replayed days after validate. */
async function keepStaged(sources: Sources, { run, deps, configuration }: TransformContext): Promise<void> {
  const { rowSchemas } = configuration;
  await Promise.all(
    sources.flatMap(({ source, objects }) =>
      objects.map((object) => loadOnce({ source, ...object }, rowSchemas[source] ?? {}, { ...deps, run })),
    ),
  );
}

/** @throws PermanentError told in the lines of training.sql when it is no statement, or selects no examples. */
export async function selectExamples(sources: Sources, context: TransformContext): Promise<Selected> {
  const { sql, trainingSql, rowSchemas, pipeline, prompt: template } = context.configuration;
  const { training } = pipeline;
  const prompt = parsePrompt(template);
  await keepStaged(sources, context);

  const examples = { trainingSql, sources: sourceExpressions(sources, rowSchemas, [], uniqueColumns(pipeline)) };
  const { stratifyBy, column: splitColumn } = training.split;

  // What it selects decides how it is rendered, and is known without reading a row.
  const asked = examplesStatement(sql, examples);
  const columns = await inTrainingSql(asked, training.sql, () => context.deps.warehouse.describe(asked));
  const wanted = { file: training.sql, fields: prompt.fields, stratifyBy, splitColumn, source: sources[0]!.source };
  const selection = readColumns(columns, wanted);

  const statement = renderedStatement(sql, { examples, prompt, selection, stratifyBy, splitColumn });
  const rendered = await inTrainingSql(statement, training.sql, () => context.steps.table('rendered', statement));
  return { rendered, hasHistory: selection.history !== 'none' };
}

/** How many examples were selected. @throws PermanentError when there is none, or one is no example. */
export async function countSelected({ rendered, hasHistory }: Selected, context: TransformContext): Promise<number> {
  const { training } = context.configuration.pipeline;
  const slots = {
    rendered,
    is_bad_history: hasHistory ? badHistoryInSql : 'FALSE',
    is_bad_split: training.split.column === undefined ? 'FALSE' : badSplitInSql,
  };
  const statement = { file: 'looks/selection-checks.sql', slots };
  const [counts] = await context.steps.rows<SelectionCounts>('selection-checks', statement);
  return requireExamples(counts, training.sql);
}
