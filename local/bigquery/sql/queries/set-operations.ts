/** UNION, INTERSECT and EXCEPT, whose sides go together column by column, and STRUCT by STRUCT, by position. */
import { invalidQuery, unsupported } from '../../errors';
import { kindOf, placeOf, read, type Fields, type Node } from '../ast';
import type { Translation } from '../context';
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
  checkStructs(known.left as Node, sides, t);
  const text = `${sides[0]} ${setOperations[kind]} ${known.all ? 'ALL ' : ''}${sides[1]}`;
  // DuckDB orders a set operation by plain columns only; as a subquery, by any expression.
  const ordered = Boolean(known.order_by);
  return `${ordered ? `SELECT * FROM (${text})` : text}${emitTail(known, t)}`;
}

/** STRUCTs of two sides go together by position; DuckDB would merge them by name, so other names are refused. */
function checkStructs(at: Node, sides: readonly string[], t: Translation): void {
  // A recursive name has no columns yet.
  if (t.ctes.some(({ recursive }) => recursive)) return;
  const [left, right] = sides.map((side) => t.describe(t.alone(side)));
  if (!left!.every((field, index) => sameNames(field, right![index])))
    throw unsupported('a set operation on STRUCTs with different field names', placeOf(at));
}
