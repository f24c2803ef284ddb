/** The sources of a run as table expressions, each row with the place it comes from. */
import { belowBatch, parseBatchPath } from '../../../core/batch/landing-path';
import { layerOf } from '../../../core/batch/layers';
import { parseGsUri } from '../../../core/gs-uri';
import type { EventData, PipelineSpec } from '../../../schemas/generated/types';
import { originPrefix } from '../../../core/origin';
import { valueColumns, type RowSchema } from '../../../core/row-schema';
import { quotedIdentifier } from '../../../core/quoted-identifier';
import { emptyRows, type SourceExpressions } from '../../../core/training/statement';
import { keyText } from './key-text';

export type Sources = EventData['landfall.dataset.validated.v1']['sources'];

/**
 * Each source as a table of its row schema's columns and `_origin`, 'gs://BUCKET/NAME#GENERATION:ROW'. A source without
 * objects is an empty table of the same columns. Of a source that rows were added to, a row is left out whose key an added
 * one has; `_all_SOURCE` is what there was before, with its layer and key.
 * @param more columns of the staging tables to have as well: _row, _line
 * @param unique columns that name a row, by source
 */
export function sourceExpressions(
  sources: Sources,
  rowSchemas: Record<string, RowSchema>,
  more: string[] = [],
  unique: Record<string, string[] | undefined> = {},
): SourceExpressions {
  const params: SourceExpressions['params'] = {};
  const expressions = sources.flatMap(({ source, objects }) => {
    const columns = valueColumns(rowSchemas[source] ?? {});
    const key = columns.filter(({ name }) => unique[source]?.includes(name));
    const isLayered = key.length > 0 && hasAdded(objects);
    // By name, not *: another order of the same properties is the same key, and UNION ALL goes by position.
    const names = [...more, ...columns.map(({ name }) => name)].map(quotedIdentifier).join(', ');
    const selects = objects.map((object) => {
      const name = `origin_${Object.keys(params).length}`;
      params[name] = originPrefix(object);
      const layer = isLayered ? `, ${layerOfObject(object)} AS _layer, ${keyText(key)} AS _key` : '';
      return `SELECT CONCAT(@${name}, CAST(_row AS STRING)) AS _origin, ${names}${layer} FROM ${quotedIdentifier(object.table)}`;
    });
    if (selects.length === 0) {
      const types = [...more.map((column) => ({ name: column, type: 'INT64' })), ...columns];
      selects.push(emptyRows(types));
    }
    const union = (name: string) => `${quotedIdentifier(name)} AS (\n  ${selects.join('\n  UNION ALL\n  ')}\n)`;
    if (!isLayered) return [union(source)];
    const [all, added] = [quotedIdentifier(`_all_${source}`), quotedIdentifier(`_added_${source}`)];
    return [
      union(`_all_${source}`),
      `${added} AS (\n  SELECT _key, MAX(_layer) AS _layer FROM ${all} WHERE _layer > 0 AND _key IS NOT NULL GROUP BY _key\n)`,
      `${quotedIdentifier(source)} AS (\n  SELECT _origin, ${names} FROM ${all} LEFT JOIN (SELECT _key AS _added_key, _layer AS _added_layer FROM ${added}) ON _added_key = _key\n  WHERE _added_layer IS NULL OR _added_layer = _layer\n)`,
    ];
  });
  return { sql: expressions.join(',\n'), params };
}

/** The columns that name a row of each source, as the pipeline says. */
export const uniqueColumns = ({ sources }: Pick<PipelineSpec, 'sources'>): Record<string, string[] | undefined> =>
  Object.fromEntries(Object.entries(sources).map(([source, { unique }]) => [source, unique]));

/** Some of the objects hold rows that were added to the others. */
export const hasAdded = (objects: { uri: string }[]): boolean => objects.some((object) => layerOfObject(object) > 0);

/** Which rows of the same key win: those of the object of the highest layer. */
export function layerOfObject({ uri }: { uri: string }): number {
  const path = parseBatchPath(belowBatch(parseGsUri(uri).name));
  return typeof path === 'string' ? 0 : layerOf(path.part);
}
