/** Arrays as tables: UNNEST, and array columns named in a FROM clause. */
import { invalidQuery } from '../../errors';
import { quote } from '../../rows/duck-types';
import type { Field } from '../../rows/schema';
import { read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';

/** The UNNEST of a FROM item, its aliases from wherever the parser put them. */
export function unnestOf(node: Node): Fields | undefined {
  if (node.unnest) return node.unnest;
  const inner = node.alias?.this as Node | undefined;
  return inner?.unnest ? { ...inner.unnest, alias: node.alias!.alias } : undefined;
}

/** @param before what stands before it in the same FROM clause, when its rows may be made beside what is unnested */
export function emitUnnest(fields: Fields, t: Translation, before: string[] = []): string {
  const known = read('unnest', fields, ['this', 'alias', 'with_ordinality', 'offset_alias']) as {
    this: Node;
    alias?: Identifier;
    with_ordinality?: boolean;
    offset_alias?: Identifier;
  };
  const offset = known.with_ordinality ? (known.offset_alias?.name ?? 'offset') : undefined;
  return emitArrayRows(asColumn(t.emit(known.this), before, t), known.alias?.name, offset, t);
}

/**
 * An array as a column of the one relation before it. DuckDB unnests a column row by row; any other expression it would
 * compute once per distinct value and join back, which takes many times as long.
 */
function asColumn(array: string, before: string[], t: Translation): string {
  const [alias, relation] = [...t.scopes.at(-1)!.relations][0] ?? [];
  const isPlain = /^(?:"(?:[^"]|"")+"\.?)+$/.test(array);
  if (
    isPlain ||
    !alias ||
    before.length !== 1 ||
    relation!.text.startsWith('LATERAL') ||
    relation!.row ||
    !t.around.arraysAsColumns
  )
    return array;
  const name = quote(/"((?:[^"]|"")+)"$/.exec(relation!.text)![1]!.replaceAll('""', '"'));
  const column = quote(`_array_${t.scopes.at(-1)!.relations.size}`);
  before[0] = `(SELECT ${name}.*, ${array} AS ${column} FROM ${relation!.text}) AS ${name}`;
  relation!.text = before[0];
  (relation!.hidden ??= []).push(column);
  return `${name}.${column}`;
}

/** `FROM t, t.items`: an array column of a relation already named. */
export function emitArrayPath(path: readonly string[], alias: string, t: Translation): string {
  for (const part of path) t.columns.add(part.toLowerCase());
  return emitArrayRows(path.map(quote).join('.'), alias, undefined, t);
}

/** An array as rows: elements that are structs show their fields as columns, others are one column called as the alias. */
function emitArrayRows(array: string, alias: string | undefined, offset: string | undefined, t: Translation): string {
  const type: Field = t.typeOf(array);
  if (type.mode !== 'REPEATED')
    throw invalidQuery(`Values referenced in UNNEST must be arrays. UNNEST contains expression of type ${type.type}`);
  const relation = alias ?? `_unnest_${t.scopes.at(-1)!.relations.size}`;
  const counted = offset ? `, generate_subscripts(${array}, 1) - 1 AS ${quote(offset)}` : '';
  if (type.type !== 'RECORD') {
    const column = alias ?? 'f0_';
    return t.declare(relation, `LATERAL (SELECT unnest(${array}) AS ${quote(column)}${counted}) AS ${quote(relation)}`);
  }
  // The row itself is asked for only where its alias is a value: it is NULL where an outer join finds none.
  const row = quote(`_row_${t.scopes.at(-1)!.relations.size}`);
  const whole = t.around.arraysAsColumns ? '' : `, unnest(${array}) AS ${row}`;
  const text = t.declare(
    relation,
    `LATERAL (SELECT unnest(${array}, max_depth := 2)${whole}${counted}) AS ${quote(relation)}`,
    whole ? `${quote(relation)}.${row}` : undefined,
  );
  Object.assign(t.relation(relation)!, { hidden: whole ? [row] : [], ...(offset && { offset: quote(offset) }) });
  return text;
}
