/** UNION, INTERSECT and EXCEPT, whose sides go together column by column, and STRUCT by STRUCT, by position. */
import { invalidQuery, unsupported } from '../../errors';
import { kindOf, placeOf, read, type Fields, type Node } from '../ast';
import type { Translation } from '../context';
import { areMixed, isNull, typeName } from '../expressions/alike';
import { sameNames } from '../expressions/structs';
import { emitTail } from './tail';

export const setOperations: Record<string, string> = { union: 'UNION', intersect: 'INTERSECT', except: 'EXCEPT' };

export function emitSetOperation(kind: string, fields: Fields, t: Translation): string {
  const known = read(kind, fields, ['left', 'right', 'all', 'distinct', 'order_by', 'limit', 'offset', 'with']);
  // EXCEPT ALL and INTERSECT ALL are not BigQuery's.
  if (known.all && kind !== 'union')
    throw invalidQuery(`${setOperations[kind]} ALL is not supported`, placeOf(known.right));
  const sides = [known.left, known.right].map((side) => {
    const inner = kindOf(side as Node);
    return inner === 'subquery' ? t.emitQuery(side as Node) : `(${t.emitQuery(side as Node)})`;
  });
  checkColumns(kind, [known.left as Node, known.right as Node], sides, t);
  const text = `${sides[0]} ${setOperations[kind]} ${known.all ? 'ALL ' : ''}${sides[1]}`;
  // DuckDB orders a set operation by plain columns only; as a subquery, by any expression.
  const ordered = Boolean(known.order_by);
  return `${ordered ? `SELECT * FROM (${text})` : text}${emitTail(known, t)}`;
}

/**
 * Columns of two sides go together by position, and so do STRUCTs; DuckDB would merge STRUCTs by name, so other names are
 * refused.
 */
function checkColumns(kind: string, nodes: readonly [Node, Node], sides: readonly string[], t: Translation): void {
  // A recursive name has no columns yet.
  if (t.ctes.some(({ recursive }) => recursive)) return;
  const [left, right] = sides.map((side) => t.describe(t.alone(side)));
  if (!left!.every((field, index) => sameNames(field, right![index])))
    throw unsupported('a set operation on STRUCTs with different field names', placeOf(nodes[0]));
  if (nodes.some(selectsNull)) return;
  const mixed = left!.findIndex((field, index) => right![index] && areMixed([field, right![index]]));
  if (mixed >= 0)
    throw invalidQuery(
      `Column ${mixed + 1} in ${setOperations[kind]} has incompatible types: ${typeName(left![mixed]!)}, ${typeName(right![mixed]!)}`,
      placeOf(nodes[1]),
    );
}

/** Whether a column may be NULL in so many words, which is of any type. */
function selectsNull(node: Node): boolean {
  const kind = kindOf(node);
  const { this: inner, left, right, expressions } = node[kind] as Record<string, unknown>;
  if (kind === 'select')
    return (expressions as Node[]).some((one) => isNull((one.alias?.this as Node | undefined) ?? one));
  return [inner, left, right].some((one) => one !== undefined && one !== null && selectsNull(one as Node));
}
