/** UNION, INTERSECT and EXCEPT, whose sides go together column by column, and STRUCT by STRUCT, by position. */
import { invalidQuery, unsupported } from '../../errors';
import { duckType, quote } from '../../rows/duck-types';
import type { Field } from '../../rows/schema';
import { kindOf, placeOf, read, type Fields, type Node } from '../ast';
import type { Translation } from '../context';
import { areMixed, isNull, ofLiterals, sameNames, typeName } from '../expressions/alike';
import { isWritten } from './selected';
import { emitTail } from './tail';

export const setOperations: Record<string, string> = { union: 'UNION', intersect: 'INTERSECT', except: 'EXCEPT' };

export function emitSetOperation(kind: string, fields: Fields, t: Translation): string {
  const known = read(kind, fields, ['left', 'right', 'all', 'distinct', 'order_by', 'limit', 'offset', 'with']);
  // EXCEPT ALL and INTERSECT ALL are not BigQuery's.
  if (known.all && kind !== 'union')
    throw invalidQuery(`${setOperations[kind]} ALL is not supported`, placeOf(known.right));
  const nodes = [known.left, known.right] as Node[];
  const emitted = nodes.map((side) => (kindOf(side) === 'subquery' ? t.emitQuery(side) : `(${t.emitQuery(side)})`));
  // A recursive name has no columns yet.
  const isRecursive = t.ctes.some(({ recursive }) => recursive);
  const sides = isRecursive ? emitted : alike(kind, nodes, emitted, t);
  const text = `${sides[0]} ${setOperations[kind]} ${known.all ? 'ALL ' : ''}${sides[1]}`;
  // DuckDB orders a set operation by plain columns only; as a subquery, by any expression.
  const ordered = Boolean(known.order_by);
  return `${ordered ? `SELECT * FROM (${text})` : text}${emitTail(known, t)}`;
}

/**
 * Columns of two sides go together by position, and so do STRUCTs; DuckDB would merge STRUCTs by name, so other names are
 * refused. A column of literals goes to the type of the other side.
 */
function alike(kind: string, nodes: readonly Node[], emitted: readonly string[], t: Translation): readonly string[] {
  const given = emitted.map((side) => t.describe(t.alone(side)));
  const types = given.map((fields, side) => {
    const [node, others] = [nodes[side]!, given[1 - side]!];
    return fields.map((field, at) => {
      const other = others[at]?.type ?? field.type;
      const isCoerced = ofLiterals[field.type]?.includes(other) && isWritten(node, at, fields.length);
      return isCoerced ? { ...field, type: other } : field;
    });
  });
  const [left, right] = types as [Field[], Field[]];
  if (!left.every((field, index) => sameNames(field, right[index])))
    throw unsupported('a set operation on STRUCTs with different field names', placeOf(nodes[0]));
  const mixed = left.findIndex((field, index) => right[index] && areMixed([field, right[index]]));
  if (mixed >= 0 && !nodes.some(selectsNull))
    throw invalidQuery(
      `Column ${mixed + 1} in ${setOperations[kind]} has incompatible types: ${typeName(left[mixed]!)}, ${typeName(right[mixed]!)}`,
      placeOf(nodes[1]),
    );
  return emitted.map((text, side) => as(types[side]!, given[side]!, text));
}

/** A query with columns of these types. */
function as(types: readonly Field[], given: readonly Field[], query: string): string {
  const columns = types.map((field, at) => {
    const name = quote(field.name);
    return field === given[at] ? name : `CAST(${name} AS ${duckType(field)}) AS ${name}`;
  });
  return types.every((field, at) => field === given[at]) ? query : `(SELECT ${columns.join(', ')} FROM (${query}))`;
}

/** Whether a column may be NULL in so many words, which is of any type. */
function selectsNull(node: Node): boolean {
  const kind = kindOf(node);
  const { this: inner, left, right, expressions } = node[kind] as Record<string, unknown>;
  if (kind === 'select')
    return (expressions as Node[]).some((one) => isNull((one.alias?.this as Node | undefined) ?? one));
  return [inner, left, right].some((one) => one !== undefined && one !== null && selectsNull(one as Node));
}
