/** EXPORT DATA: a query and where its rows go. */
import { quote } from '../../rows/duck-types';
import { read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import { directionOf } from '../expressions/order';
import { impliedName } from '../names';
import type { Plan, Sorted } from '../plan';
import { constant } from './create-table';

export function planExport(fields: Fields, t: Translation): Plan {
  const { this: query, options } = read('EXPORT DATA', fields, ['this', 'options']) as { this: Node; options: Node[] };
  const values = (options ?? []).map((option): [string, string | boolean] => {
    const { left, right } = option.eq as { left: Node; right: Node };
    return [(left.column!.name as Identifier).name.toLowerCase(), constant(right, t)];
  });
  const sorted = emitSorted(query, t);
  const sql = sorted ? sortedText(sorted) : t.emitQuery(query);
  return { type: 'EXPORT_DATA', sql, sorted, options: Object.fromEntries(values) };
}

/** Undefined when something follows the query's ORDER BY (LIMIT, …), or it sorts by more than columns. */
function emitSorted(query: Node, t: Translation): Sorted | undefined {
  const { select } = query;
  const items = ((select?.order_by as Fields | null)?.expressions as Fields[] | undefined) ?? [];
  if (items.length === 0 || select!.limit || select!.offset || select!.distinct) return undefined;
  const names = (select!.expressions as Node[]).map(outputName);
  const wanted = items.map((item) => bareName(item.this as Node));
  if (names.includes(undefined) || wanted.includes(undefined)) return undefined;

  // A column that is not in the result is selected beside it, under a name that no query gives.
  const hidden: Node[] = [];
  const by = items.map((item, index) => {
    const known = names.find((name) => name!.toLowerCase() === wanted[index]!.toLowerCase());
    const column = known ?? `_sorted_by_${index}`;
    if (known === undefined) hidden.push({ alias: { this: item.this, alias: { name: column, quoted: true } } });
    return { column, direction: directionOf(item) };
  });
  const expressions = [...(select!.expressions as Node[]), ...hidden];
  const unsorted = t.emitQuery({ select: { ...select, expressions, order_by: null } });
  return { unsorted, by, hidden: by.map(({ column }) => column).filter((column) => !names.includes(column)) };
}

function sortedText({ unsorted, by, hidden }: Sorted): string {
  const excluded = hidden.length > 0 ? ` EXCLUDE (${hidden.map(quote).join(', ')})` : '';
  const order = by.map(({ column, direction }) => `${quote(column)} ${direction}`);
  return `SELECT *${excluded} FROM (${unsorted}) ORDER BY ${order.join(', ')}`;
}

/** Undefined for a star, and for an expression without an alias. */
const outputName = (item: Node): string | undefined =>
  item.alias ? (item.alias.alias as Identifier).name : item.star ? undefined : impliedName(item);

/** The name of a column that is written without its table; undefined for anything else. */
const bareName = (node: Node): string | undefined =>
  node.column && !node.column.table ? impliedName(node) : undefined;
