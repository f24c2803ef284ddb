/** The statements of a dataset version, put together from sql/: slots take identifiers and expressions, parameters take values. */
import type { PipelineSpec } from '../../schemas/generated/types';
import { isPermanent, PermanentError } from '../shared/errors';
import type { Prompt, Segment } from '../shared/prompt';
import { fillSlots, type SharedSql, type Statement } from '../shared/statement';

/** The pipeline's own SELECT, with each source before it as a table expression of that name. */
export function examplesStatement(shared: SharedSql, trainingSql: string, tables: Record<string, string>): Statement {
  const sources = Object.entries(tables).map(([source, table]) => `\`${source}\` AS (SELECT * FROM \`${table}\`)`);
  const training = trainingSql.trimEnd().replace(/;$/, '');
  return fillSlots(shared, 'examples.sql', { sources: sources.join(',\n'), training });
}

/** Runs the examples statement; an error in it is told in the lines of the pipeline's own file. */
export async function inTrainingSql<T>({ sql }: Statement, file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isPermanent(error)) throw error;
    const linesBefore = sql.slice(0, sql.indexOf('\n_examples AS (\n') + 1).split('\n').length;
    const [, line, column] = /\[(\d+):(\d+)\]/.exec((error as Error).message) ?? [];
    const message = (error as Error).message.replace(/ at \[\d+:\d+\]/, '');
    throw new PermanentError(message, {
      where: line ? `${file}, line ${Number(line) - linesBefore}, column ${column}` : file,
      fix: 'correct the statement, deploy the pipeline, and drop the batch again',
      cause: error,
    });
  }
}

interface DatasetOptions {
  examples: string;
  splitKey: 'key' | 'group_key';
  prompt: Prompt;
  split: PipelineSpec['training']['split'];
}

export function datasetStatement(shared: SharedSql, { examples, splitKey, prompt, split }: DatasetOptions): Statement {
  const system = renderedInSql(prompt.system ?? [], 'system');
  const user = renderedInSql(prompt.user, 'user');
  const slots = { examples, split_key: splitKey, system_prompt: system.sql, user_prompt: user.sql };
  return {
    ...fillSlots(shared, 'dataset.sql', slots),
    params: { ...system.params, ...user.params, salt: split.salt, evaluation_share: split.evaluationShare },
  };
}

/**
 * A template as an expression: what `render` does in JavaScript, byte for byte. Literals are parameters and fields are
 * columns, so neither is ever read as SQL, and a value is never read as a template.
 */
export function renderedInSql(segments: Segment[], name: string): Required<Statement> {
  const params: Record<string, string> = {};
  const pieces = segments.map((segment, index) => {
    if ('field' in segment) return `COALESCE(CAST(\`${segment.field}\` AS STRING), '')`;
    params[`${name}_${index}`] = segment.literal;
    return `@${name}_${index}`;
  });
  return { sql: pieces.length > 1 ? `CONCAT(${pieces.join(', ')})` : (pieces[0] ?? `''`), params };
}

interface ExportOptions {
  dataset: string;
  /** One asterisk stands for the shard's number. */
  uri: string;
  split: 'train' | 'evaluation';
  prompt: Prompt;
}

export function exportStatement(shared: SharedSql, { dataset, uri, split, prompt }: ExportOptions): Statement {
  const system_instruction = prompt.system
    ? `STRUCT('system' AS role, [STRUCT(system_prompt AS text)] AS parts) AS systemInstruction,`
    : '';
  return { ...fillSlots(shared, 'export.sql', { dataset, uri, system_instruction }), params: { split } };
}
