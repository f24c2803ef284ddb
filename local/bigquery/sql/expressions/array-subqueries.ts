/** ARRAY(SELECT …): of one array, element by element, it is a function of the array; anything else stays a subquery. */
import { unsupported } from '../../errors';
import { quote } from '../../rows/duck-types';
import { isQuery, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import { unnestOf } from '../queries/unnest';
import { isAggregate } from './aggregates';

/** One column, or rows as structs with AS STRUCT. */
export function emitArraySubquery(args: Node[], t: Translation): string {
  const query = (args[0]?.paren?.this as Node | undefined) ?? args[0];
  const kind = Object.keys(query ?? {})[0] ?? '';
  if (args.length !== 1 || !isQuery(kind)) throw unsupported('ARRAY of something other than a query');
  const mapping = query!.select && mappingOf(query!.select);
  const list = mapping && emitMapping(mapping, t);
  if (list) return list;
  const text = t.emitQuery(query!);
  return query!.select?.kind === 'STRUCT' ? `ARRAY(SELECT _row FROM (${text}) AS _row)` : `ARRAY(${text})`;
}

/** SELECT [DISTINCT] value FROM UNNEST(array) AS element [WITH OFFSET AS place] [WHERE condition] [ORDER BY place]. */
interface Mapping {
  array: Node;
  element: string;
  place?: string;
  condition?: Node;
  value: Node;
  isDistinct: boolean;
}

const parts = new Set(['expressions', 'from', 'where_clause', 'order_by', 'distinct']);

function mappingOf(select: Fields): Mapping | undefined {
  const isSet = (value: unknown) => Boolean(value) && !(Array.isArray(value) && value.length === 0);
  if (Object.entries(select).some(([part, value]) => isSet(value) && !parts.has(part))) return undefined;
  const sources = ((select.from as Fields | null)?.expressions ?? []) as Node[];
  const unnest = sources.length === 1 ? unnestOf(sources[0]!) : undefined;
  const [value, ...others] = select.expressions as Node[];
  if (!unnest?.alias || !value || value.star || others.length > 0) return undefined;
  const element = (unnest.alias as Identifier).name;
  const place = unnest.with_ordinality ? ((unnest.offset_alias as Identifier | null)?.name ?? 'offset') : undefined;
  const condition = (select.where_clause as Fields | null)?.this as Node | undefined;
  const orders = ((select.order_by as Fields | null)?.expressions ?? []) as Fields[];
  const isInOrder =
    orders.length === 0 ||
    (orders.length === 1 && place !== undefined && !select.distinct && isAscending(orders[0]!, place));
  // What is filtered has other places.
  const isOneByOne =
    isScalar(value, element) &&
    (!condition || (isScalar(condition, element) && !(place !== undefined && mentions(value, place))));
  if (!isInOrder || !isOneByOne) return undefined;
  return {
    array: unnest.this as Node,
    element,
    ...(place !== undefined && { place }),
    ...(condition && { condition }),
    value: (value.alias?.this as Node | undefined) ?? value,
    isDistinct: Boolean(select.distinct),
  };
}

const isAscending = ({ this: by, desc, nulls_first: nullsFirst }: Fields, place: string): boolean =>
  !desc && typeof nullsFirst !== 'boolean' && isColumn(by as Node, place);

const isColumn = ({ column }: Node, name: string): boolean =>
  Boolean(column) && !column!.table && (column!.name as Identifier).name.toLowerCase() === name.toLowerCase();

/** Whether some object in the tree, seen as a node, is one such; where it stands in the text is none. */
function some(tree: unknown, is: (node: Node) => boolean): boolean {
  if (tree === null || typeof tree !== 'object') return false;
  return is(tree as Node) || Object.entries(tree).some(([key, inner]) => key !== 'span' && some(inner, is));
}

const mentions = (tree: Node, name: string): boolean => some(tree, (node) => isColumn(node, name));

/** A function in DuckDB holds no query, aggregate or window, and its parameters no columns. */
const isScalar = (tree: Node, element: string): boolean =>
  !some(
    tree,
    (node) =>
      Object.keys(node).some((kind) => isQuery(kind) || isAggregate(kind) || kind === 'window_function') ||
      Boolean(node.exists ?? node.in?.unnest ?? node.in?.query) ||
      (node.column?.table as Identifier | null | undefined)?.name.toLowerCase() === element.toLowerCase(),
  );

/** Undefined for elements that are STRUCTs: their fields are columns of the query. */
function emitMapping(mapping: Mapping, t: Translation): string | undefined {
  const array = t.emit(mapping.array);
  if (t.typeOf(array).mode !== 'REPEATED' || t.typeOf(array).type === 'RECORD') return undefined;
  const { element, place, condition, value, isDistinct } = mapping;
  const names = [element, ...(place === undefined ? [] : [place])].map(quote);
  t.scopes.push({ relations: new Map() });
  try {
    // DuckDB counts from 1, here and there.
    const counted = place === undefined ? '' : `, generate_subscripts(${array}, 1) AS ${quote(place)}`;
    t.declare(element, `LATERAL (SELECT unnest(${array}) AS ${names[0]}${counted}) AS ${names[0]}`);
    const places = new Map(place === undefined ? [] : [[place.toLowerCase(), `(${quote(place)} - 1)`]]);
    const lambda = (node: Node) => `lambda ${names.join(', ')}: ${t.withAliases(places, () => t.emit(node))}`;
    const kept = condition ? `list_filter(${array}, ${lambda(condition)})` : array;
    const made = isColumn(value, element) ? kept : `list_transform(${kept}, ${lambda(value)})`;
    return `coalesce(${isDistinct ? `bq_distinct(${made})` : made}, [])`;
  } finally {
    t.scopes.pop();
  }
}
