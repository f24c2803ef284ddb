/** The first step: the pipeline's own SELECT over the clean rows, every value as the text that is trained on. */
import { shownFile } from '../../../core/batch/landing-path';
import { fieldsOf, preferenceCandidates, variantsOf } from '../../../core/candidates';
import { PermanentError } from '../../../core/errors';
import { parseGsUri } from '../../../core/gs-uri';
import { readOrigin } from '../../../core/origin';
import { parsePrompt, type Prompt } from '../../../core/prompt';
import { sourceExpressions, uniqueColumns, type Sources } from '../../shared/warehouse/sources';
import { loadOnce } from '../../shared/warehouse/staged-table';
import type { TransformContext } from '../context';
import type { Statement } from '../../../core/statement';
import { readColumns, type Selection } from '../../../core/training/columns';
import { examplesStatement, inTrainingSql, type Examples } from '../../../core/training/statement';
import type { Configuration } from '../../../schemas/generated/types';
import type { Curated } from './curated';
import { withAnswers } from './curated-examples';
import { findRefusal, type SelectionCounts } from './selection';
import { badHistoryInSql, badSplitInSql, emptyVariantInSql, renderedStatement } from './statements';

export interface Selected {
  /** Table with one row per selected example. */
  rendered: string;
  hasHistory: boolean;
  /** That it was selected from. */
  sources: Sources;
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
export async function selectExamples(
  { sources, curated }: { sources: Sources; curated?: Pick<Curated, 'table'> | undefined },
  context: TransformContext,
): Promise<Selected> {
  const { sql, pipeline, prompt: template } = context.configuration;
  const { training, evaluation } = pipeline;
  const prompt = parsePrompt(template);
  await keepStaged(sources, context);

  const examples = examplesOf(sources, context.configuration);
  const { stratifyBy, column: splitColumn } = training.split;

  // What it selects decides how it is rendered, and is known without reading a row.
  const asked = examplesStatement(sql, examples);
  const own = { file: training.sql, fix: 'correct the statement, deploy the pipeline, and drop the batch again' };
  const columns = await inTrainingSql(asked, own, () => context.deps.warehouse.describe(asked));
  const wanted = {
    file: training.sql,
    settings: 'pipeline.yaml',
    fields: fieldsOf(context.configuration),
    stratifyBy,
    splitColumn,
    slices: evaluation.slices,
    preferring: preferenceCandidates(context.configuration)[0]?.id,
    source: sources[0]!.source,
  };
  const selection = readColumns(columns, wanted);

  const statement = renderedExamples({ sources, curated: curated?.table, prompt, selection }, context.configuration);
  const rendered = await inTrainingSql(statement, own, () => context.steps.table('rendered', statement));
  return { rendered, hasHistory: selection.history !== 'none', sources };
}

const examplesOf = (sources: Sources, { trainingSql, rowSchemas, pipeline }: Configuration): Examples => ({
  trainingSql,
  sources: sourceExpressions(sources, rowSchemas, [], uniqueColumns(pipeline)),
});

interface Rendering {
  sources: Sources;
  /** Table of answers of production, where any join. */
  curated: string | undefined;
  prompt: Prompt;
  selection: Selection;
}

/** Every selected example with its prompt, as text. */
export function renderedExamples(
  { sources, curated, prompt, selection }: Rendering,
  configuration: Configuration,
): Statement {
  const { training, evaluation } = configuration.pipeline;
  const { stratifyBy, column: splitColumn } = training.split;
  const { slices } = evaluation;
  const examples = examplesOf(sources, configuration);
  const variants = variantsOf(configuration);
  const options = { examples, prompt, variants, selection, stratifyBy, splitColumn, slices };
  const batch = renderedStatement(configuration.sql, options);
  return curated === undefined ? batch : withAnswers(batch, { table: curated, options }, configuration);
}

/** How many examples were selected. @throws PermanentError when there is none, or one is no example. */
export async function countSelected(selected: Selected, context: TransformContext): Promise<number> {
  const { training } = context.configuration.pipeline;
  const slots = {
    rendered: selected.rendered,
    is_bad_history: selected.hasHistory ? badHistoryInSql : 'FALSE',
    is_empty_variant: variantsOf(context.configuration).length > 0 ? emptyVariantInSql : 'FALSE',
    is_bad_split: training.split.column === undefined ? 'FALSE' : badSplitInSql,
  };
  const statement = { file: 'looks/selection-checks.sql', slots };
  const [counts] = await context.steps.rows<SelectionCounts>('selection-checks', statement);
  const refusal = findRefusal(counts);
  if (!refusal) return counts!.count_examples;
  const { message, fix, origin } = refusal;
  const first = origin && (await placeOf(origin, selected.sources, context));
  throw new PermanentError(message, { where: first ? `${training.sql}; first of ${first}` : training.sql, fix });
}

/** "emails.jsonl, line 17": where a row stands in its file, by its number where nothing knows the line. */
async function placeOf(origin: string, sources: Sources, { steps }: TransformContext): Promise<string | undefined> {
  const place = readOrigin(origin);
  if (!place) return undefined;
  const { uri, generation, row } = place;
  const isOrigin = (object: { uri: string; generation: string }) =>
    object.uri === uri && object.generation === generation;
  const object = sources.flatMap(({ objects }) => objects).find(isOrigin);
  if (!object) return undefined;
  const question = { file: 'looks/line.sql', slots: { table: object.table }, params: { row } };
  const [found] = await steps.rows<{ line: number | null }>('first-refused', question);
  return `${shownFile(parseGsUri(uri).name)}, ${found?.line ? `line ${found.line}` : `row ${row}`}`;
}
