/** The first two steps: the pipeline's own SELECT over the clean rows, then every value as the text that is trained on. */
import { configurationOf } from '../shared/ledger';
import { parsePrompt } from '../shared/prompt';
import { sourceExpressions, type Sources } from '../shared/sources';
import { fillSlots } from '../shared/statement';
import { jobOf } from '../shared/warehouse';
import { intoStaging, type TransformContext } from './context';
import { checkSelection, readColumns, type SelectionCounts } from './selection';
import { badHistoryInSql, examplesStatement, inTrainingSql, renderedStatement } from './statements';

export interface Selected {
  /** Table with one row per selected example. */
  rendered: string;
  hasHistory: boolean;
}

/** @throws PermanentError told in the lines of training.sql when it is no statement, or selects no examples. */
export async function selectExamples(sources: Sources, context: TransformContext): Promise<Selected> {
  const { sql, trainingSql, rowSchemas, pipeline, prompt: template } = configurationOf(context.run);
  const { training } = pipeline;
  const prompt = parsePrompt(template);

  const statement = examplesStatement(sql, trainingSql, sourceExpressions(sources, rowSchemas));
  const examples = await inTrainingSql(statement, training.sql, () => intoStaging('examples', statement, context));
  const columns = (await context.deps.warehouse.columns(examples)) ?? [];
  const selection = readColumns(columns, {
    file: training.sql,
    fields: prompt.fields,
    stratifyBy: training.split.stratifyBy,
    source: sources[0]!.source,
  });
  const { stratifyBy } = training.split;
  const rendered = renderedStatement(sql, { examples, prompt, selection, stratifyBy });
  return {
    rendered: await intoStaging('rendered', rendered, context),
    hasHistory: selection.history !== 'none',
  };
}

/** How many examples were selected. @throws PermanentError when there is none, or one is no example. */
export async function countSelected({ rendered, hasHistory }: Selected, context: TransformContext): Promise<number> {
  const { sql, pipeline } = configurationOf(context.run);
  const slots = { rendered, is_bad_history: hasHistory ? badHistoryInSql : 'FALSE' };
  const statement = fillSlots(sql, 'selection-checks.sql', slots);
  const job = jobOf(context.run, 'selection-checks');
  const [counts] = await context.deps.warehouse.query<SelectionCounts>(job, statement);
  return checkSelection(counts, pipeline.training.sql);
}
