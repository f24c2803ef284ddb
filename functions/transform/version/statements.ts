/** Statements put together from sql/: slots take identifiers and expressions, parameters take values. */
import type { Prompt } from '../../../core/prompt';
import type { Segment } from '../../../core/prompt-template';
import type { LineContents } from '../../shared/models/provider';
import { splitNames } from '../../../core/splits';
import { fillSlots, type SharedSql, type Statement } from '../../../core/statement';
import type { Selection } from '../../../core/training/columns';
import { slotsOf, type Examples } from '../../../core/training/statement';
import { examplesText } from './text-lengths';

export interface RenderedOptions {
  examples: Examples;
  prompt: Prompt;
  /** The other prompts of the pipeline's candidates. */
  variants: Prompt[];
  selection: Selection;
  stratifyBy?: string;
  splitColumn?: string;
  /** Columns that evaluation.slices names. */
  slices?: string[];
}

export function renderedStatement(
  shared: SharedSql,
  { examples, prompt, variants, selection, stratifyBy, splitColumn, slices = [] }: RenderedOptions,
): Statement {
  const system = renderedInSql(prompt.system ?? [], 'system');
  const user = renderedInSql(prompt.user, 'user');
  const others = variants.map(variantInSql);
  const slots = {
    ...slotsOf(examples),
    group_key: selection.groupKey,
    stratum: splitColumn ? splitInSql(splitColumn) : stratifyBy ? textOf(stratifyBy) : 'CAST(NULL AS STRING)',
    system_prompt: prompt.system ? system.sql : 'CAST(NULL AS STRING)',
    user_prompt: user.sql,
    variants: others.length === 0 ? `${variantsType}[]` : `[${others.map(({ sql }) => sql).join(', ')}]`,
    history: historyInSql[selection.history],
    origins: originsInSql[selection.origin],
    references: referencesInSql[selection.references],
    rejected: rejectedInSql[selection.rejected],
    slices: slices.length === 0 ? 'ARRAY<STRING>[]' : `[${slices.map(textOf).join(', ')}]`,
  };
  return {
    ...fillSlots(shared, 'version/rendered.sql', slots),
    params: Object.assign(
      { ...examples.sources.params, ...system.params, ...user.params },
      ...others.map(({ params }) => params),
    ) as Statement['params'],
  };
}

const variantsType = 'ARRAY<STRUCT<system_prompt STRING, user_prompt STRING>>';

function variantInSql({ system, user }: Prompt, place: number): Required<Statement> {
  const [ownSystem, ownUser] = [
    renderedInSql(system ?? [], `variant_${place}_system`),
    renderedInSql(user, `variant_${place}_user`),
  ];
  return {
    sql: `STRUCT(${system ? ownSystem.sql : 'CAST(NULL AS STRING)'} AS system_prompt, ${ownUser.sql} AS user_prompt)`,
    params: { ...ownSystem.params, ...ownUser.params },
  };
}

export const emptyVariantInSql = `EXISTS (
      SELECT 1 FROM UNNEST(variants) AS variant WHERE NOT REGEXP_CONTAINS(variant.user_prompt, r'[^\\s\\pZ]')
    )`;

/** The examples of a version in one of the other prompts. */
export const examplesInVariant = (dataset: string, place: number): string => `(
  SELECT
    key,
    split_number,
    variants[SAFE_OFFSET(${place})].system_prompt AS system_prompt,
    history,
    variants[SAFE_OFFSET(${place})].user_prompt AS user_prompt,
    target,
    rejected,
    pair
  FROM \`${dataset}\`
)`;

/**
 * The same rows with the examples of their prompt before their history, as turns: both are JSON lists of them.
 * @param rows a table, or what it is made of
 */
export function withExamples(rows: string, prompt: Prompt): { examples: string; params: Record<string, string> } {
  if (!prompt.examples) return { examples: rows, params: {} };
  const both = `CONCAT(RTRIM(@examples, ']'), ',', LTRIM(history, '['))`;
  return {
    examples: `(SELECT * REPLACE (COALESCE(${both}, @examples) AS history) FROM ${rows})`,
    params: { examples: examplesText(prompt) },
  };
}

const textOf = (column: string) => `COALESCE(CAST(\`${column}\` AS STRING), '')`;

/** What public data sets call their splits, by what they are here; anything else stays as it is, for badSplitInSql to find. */
const splitInSql = (column: string) => {
  const meant = Object.entries(splitNames).map(([split, names]) => {
    const listed = names.map((name) => `'${name}'`).join(', ');
    return `    WHEN LOWER(TRIM(${textOf(column)})) IN (${listed}) THEN '${split}'`;
  });
  return ['CASE', ...meant, `    ELSE ${textOf(column)}`, '  END'].join('\n');
};

export const badSplitInSql = `stratum NOT IN ('train', 'validation', 'evaluation')`;

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

const originsInSql: Record<Selection['origin'], string> = {
  one: 'IF(_origin IS NULL, ARRAY<STRING>[], [_origin])',
  several: '_origin',
};

/** An answer without text, as a column that is empty for most rows gives it, is none; the target is one already. */
const referencesInSql: Record<Selection['references'], string> = {
  none: 'ARRAY<STRING>[]',
  several: `ARRAY(
    SELECT reference
    FROM UNNEST(references) AS reference WITH OFFSET AS place
    WHERE REGEXP_CONTAINS(reference, r'[^\\s\\pZ]') AND reference != CAST(target AS STRING)
    ORDER BY place
  )`,
};

/** One without text is none. */
const rejectedInSql: Record<Selection['rejected'], string> = {
  none: 'CAST(NULL AS STRING)',
  one: `IF(REGEXP_CONTAINS(rejected, r'[^\\s\\pZ]'), rejected, NULL)`,
};

const turnOf = (json: string) => `(
    SELECT AS STRUCT JSON_VALUE(turn, '$.role') AS role, JSON_VALUE(turn, '$.text') AS text
    FROM UNNEST(JSON_QUERY_ARRAY(${json})) AS turn WITH OFFSET AS place
    ORDER BY place
  )`;

/** No turns are no history. */
const historyInSql: Record<Selection['history'], string> = {
  none: 'CAST(NULL AS STRING)',
  json: `NULLIF(TO_JSON_STRING(ARRAY${turnOf('history')}), '[]')`,
  turns: `NULLIF(TO_JSON_STRING(history), '[]')`,
};

/** Earlier turns alternate, the model's last: what comes next is the user's prompt. */
export const badHistoryInSql = `MOD(ARRAY_LENGTH(JSON_QUERY_ARRAY(history)), 2) = 1
    OR EXISTS (
      SELECT 1
      FROM UNNEST(JSON_QUERY_ARRAY(history)) AS turn WITH OFFSET AS place
      WHERE
        COALESCE(JSON_VALUE(turn, '$.role'), '') != IF(MOD(place, 2) = 0, 'user', 'model')
        OR TRIM(COALESCE(JSON_VALUE(turn, '$.text'), '')) = ''
    )`;

/** What the export has to expect of the system prompts of this template. */
export function systemOf({ system }: Prompt): LineContents['system'] {
  if (!system) return 'none';
  return system.some((segment) => 'literal' in segment) ? 'text' : 'maybe';
}

interface ExportOptions {
  /** A table, or what it is made of, and its parameters. */
  examples: string;
  params?: Record<string, string>;
  /** One asterisk stands for the shard's number. */
  uri: string;
  splitNumber: number;
  /** A line's fields, of the provider's form. */
  line: string;
}

export function exportStatement(shared: SharedSql, { splitNumber, params, ...slots }: ExportOptions): Statement {
  return { ...fillSlots(shared, 'version/export.sql', slots), params: { split_number: splitNumber, ...params } };
}
