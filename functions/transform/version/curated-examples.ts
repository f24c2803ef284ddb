/** Answers of production as rendered examples beside those of the batch, by the same templates. */
import { fieldsOf } from '../../../core/candidates';
import { fillSlots, type Statement } from '../../../core/statement';
import type { Configuration } from '../../../schemas/generated/types';
import { valueInSql } from './curated';
import { emptyVariantInSql, renderedStatement, type RenderedOptions } from './statements';

/**
 * @param batch what `options` render of training.sql
 * @param table as `curate` fills it
 */
export function withAnswers(
  batch: Statement,
  { table, options }: { table: string; options: RenderedOptions },
  configuration: Configuration,
): Statement {
  const { selection, variants, stratifyBy, splitColumn, slices } = options;
  const fields = fieldsOf(configuration);
  const selected = fillSlots(configuration.sql, 'version/curated-examples.sql', {
    curated: table,
    fields: fields.map((field) => `${valueInSql(field)} AS \`${field}\``).join(',\n  '),
  });
  const known = new Set(['target', ...fields]);
  const answers = renderedStatement(configuration.sql, {
    ...options,
    examples: {
      trainingSql: 'SELECT * FROM _curated',
      sources: { sql: `_curated AS (\n${selected.sql})`, params: {} },
    },
    selection: {
      groupKey: 'group_key',
      origin: 'one',
      history: 'none',
      references: 'none',
      rejected: selection.rejected,
    },
    stratifyBy: stratifyBy && '_stratum',
    splitColumn: splitColumn && '_split',
    slices: slices?.map((column) => (known.has(column) ? column : '_slice')),
  });
  // A field that was empty may be all that another prompt asks.
  const isAsked = [
    String.raw`REGEXP_CONTAINS(user_prompt, r'[^\s\pZ]')`,
    ...(variants.length > 0 ? [`NOT ${emptyVariantInSql}`] : []),
  ].join(' AND ');
  return {
    sql: `(\n${batch.sql})\nUNION ALL\nSELECT * FROM (\n${answers.sql})\nWHERE ${isAsked}`,
    params: { ...batch.params, ...answers.params } as Statement['params'],
  };
}
