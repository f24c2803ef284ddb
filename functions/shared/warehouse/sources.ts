/** The sources of a run as table expressions, each row with the place it comes from. */
import type { EventData } from '../../../schemas/generated/types';
import { originPrefix } from '../../../core/origin';
import { valueColumns, type RowSchema } from '../../../core/row-schema';

export type Sources = EventData['landfall.dataset.validated.v1']['sources'];

export interface SourceExpressions {
  /** `emails` AS (…), `customers` AS (…): what stands after WITH. */
  sql: string;
  /** origin_0, origin_1, … */
  params: Record<string, string>;
}

/** A name as an identifier of GoogleSQL, whatever characters it has. */
export const identifier = (name: string): string => `\`${name.replace(/[\\`]/g, String.raw`\$&`)}\``;

/**
 * Each source as a table of its row schema's columns and `_origin`, 'gs://BUCKET/NAME#GENERATION:ROW'. A source without
 * objects is an empty table of the same columns.
 * @param more columns of the staging tables to have as well: _row, _line
 */
export function sourceExpressions(
  sources: Sources,
  rowSchemas: Record<string, RowSchema>,
  more: string[] = [],
): SourceExpressions {
  const params: SourceExpressions['params'] = {};
  const expressions = sources.map(({ source, objects }) => {
    const columns = valueColumns(rowSchemas[source] ?? {});
    // By name, not *: another order of the same properties is the same key, and UNION ALL goes by position.
    const names = [...more, ...columns.map(({ name }) => name)].map(identifier).join(', ');
    const selects = objects.map((object) => {
      const name = `origin_${Object.keys(params).length}`;
      params[name] = originPrefix(object);
      return `SELECT CONCAT(@${name}, CAST(_row AS STRING)) AS _origin, ${names} FROM ${identifier(object.table)}`;
    });
    if (selects.length === 0) {
      const types = [...more.map((column) => ({ name: column, type: 'INT64' })), ...columns];
      const nulls = types.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${identifier(name)}`);
      selects.push(`SELECT ${['CAST(NULL AS STRING) AS _origin', ...nulls].join(', ')} LIMIT 0`);
    }
    return `${identifier(source)} AS (\n  ${selects.join('\n  UNION ALL\n  ')}\n)`;
  });
  return { sql: expressions.join(',\n'), params };
}
