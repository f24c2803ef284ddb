/** Queries: WITH, set operations, SELECT and its clauses. */
import { invalidQuery, unsupported } from '../errors';
import { quote, type Field } from '../schema';
import { kindOf, placeOf, read, type Fields, type Identifier, type Node } from './ast';
import type { Translation } from './context';
import { emit } from './expression';
import { emitFrom } from './from';

const setOperations: Record<string, string> = { union: 'UNION', intersect: 'INTERSECT', except: 'EXCEPT' };

export const isQuery = (kind: string): boolean => kind === 'select' || kind === 'subquery' || kind in setOperations;

/** A query as DuckDB text, without parentheses around it. */
export function emitQuery(node: Node, t: Translation): string {
  const kind = kindOf(node);
  const fields = node[kind]!;
  return withCtes(fields, t, () => {
    if (kind === 'select') return emitSelect(fields, t);
    if (kind === 'subquery') return emitParenthesised(fields, t);
    if (setOperations[kind]) return emitSetOperation(kind, fields, t);
    throw unsupported(`${kind.replaceAll('_', ' ').toUpperCase()} as a query`, placeOf(fields));
  });
}

function withCtes(fields: Fields, t: Translation, body: () => string): string {
  if (!fields.with) return body();
  const { ctes, recursive } = read('with', fields.with as Fields, ['ctes', 'recursive']);
  const frame = { names: new Map<string, string>(), text: '', recursive: Boolean(recursive) };
  t.ctes.push(frame);
  try {
    const texts: string[] = [];
    for (const cte of ctes as Fields[]) {
      const { alias, this: query } = read('cte', cte, ['alias', 'this']) as { alias: Identifier; this: Node };
      const key = alias.name.toLowerCase();
      if (frame.names.has(key)) throw invalidQuery(`Duplicate alias ${alias.name} for WITH subquery`, placeOf(alias));
      if (recursive) frame.names.set(key, alias.name);
      // A subquery of WITH sees none of the FROM clauses around it.
      const scopes = t.scopes.splice(0);
      texts.push(`${quote(alias.name)} AS (${emitQuery(query, t)})`);
      t.scopes.push(...scopes);
      frame.names.set(key, alias.name);
      frame.text = texts.join(', ');
    }
    return `WITH ${recursive ? 'RECURSIVE ' : ''}${frame.text} ${body()}`;
  } finally {
    t.ctes.pop();
  }
}

function emitParenthesised(fields: Fields, t: Translation): string {
  const known = read('subquery', fields, ['this', 'order_by', 'limit', 'offset', 'with']);
  return `(${emitQuery(known.this as Node, t)})${emitTail(known, t)}`;
}

function emitSetOperation(kind: string, fields: Fields, t: Translation): string {
  const known = read(kind, fields, ['left', 'right', 'all', 'distinct', 'order_by', 'limit', 'offset', 'with']);
  if (!known.all && !known.distinct)
    throw invalidQuery(
      `Syntax error: Expected keyword ALL or keyword DISTINCT after ${setOperations[kind]}`,
      placeOf(known.right),
    );
  if (known.all && kind !== 'union')
    throw invalidQuery(`Syntax error: ${setOperations[kind]} must be followed by DISTINCT`, placeOf(known.right));
  const sides = [known.left, known.right].map((side) => {
    const inner = kindOf(side as Node);
    const chained = inner === kind && Boolean((side as Node)[inner]!.all) === Boolean(known.all);
    if (inner in setOperations && !chained)
      throw invalidQuery(
        'Syntax error: Different set operations cannot be used in the same query without using parentheses for grouping',
        placeOf(side),
      );
    return inner === 'subquery' ? emitQuery(side as Node, t) : `(${emitQuery(side as Node, t)})`;
  });
  checkStructs(known.left as Node, sides, t);
  const text = `${sides[0]} ${setOperations[kind]} ${known.all ? 'ALL ' : ''}${sides[1]}`;
  // DuckDB orders a set operation by plain columns only; as a subquery, by any expression.
  const ordered = Boolean(known.order_by);
  return `${ordered ? `SELECT * FROM (${text})` : text}${emitTail(known, t)}`;
}

/** STRUCTs of two sides go together by position; DuckDB would merge them by name, so other names are refused. */
function checkStructs(at: Node, sides: readonly string[], t: Translation): void {
  const correlated = t.scopes.some(({ relations }) => relations.size > 0);
  // A recursive name has no columns yet; names from around the query cannot be described alone.
  if (correlated || t.ctes.some(({ recursive }) => recursive)) return;
  const [left, right] = sides.map((side) => t.describe(t.within(side)));
  if (!left!.every((field, index) => sameNames(field, right![index])))
    throw unsupported('a set operation on STRUCTs with different field names', placeOf(at));
}

/** Whether two fields' inner fields have the same names in the same order. */
export function sameNames(left: Field, right: Field | undefined): boolean {
  const [inner, other] = [left.fields ?? [], right?.fields ?? []];
  return (
    inner.length === other.length &&
    inner.every((field, at) => field.name === other[at]!.name && sameNames(field, other[at]))
  );
}

const selectParts = [
  'expressions',
  'from',
  'joins',
  'where_clause',
  'group_by',
  'having',
  'qualify',
  'order_by',
  'limit',
  'offset',
  'distinct',
  'with',
  'windows',
  'kind',
] as const;

function emitSelect(fields: Fields, t: Translation): string {
  const known = read('select', fields, selectParts);
  if (!(known.expressions as Node[]).length) throw invalidQuery('Syntax error: SELECT list must not be empty');
  if (known.kind && known.kind !== 'STRUCT') throw unsupported(`SELECT AS ${known.kind as string}`);
  t.scopes.push({ relations: new Map() });
  try {
    const from = known.from
      ? ` FROM ${emitFrom((known.from as Fields).expressions as Node[], known.joins as Fields[], t)}`
      : '';
    const aliases = new Map<string, string>();
    const items = emitItems(known.expressions as Node[], aliases, t);
    const where = known.where_clause ? ` WHERE ${emit((known.where_clause as Fields).this, t)}` : '';
    const clauses = substituting(aliases, t, () => [
      known.group_by ? ` GROUP BY ${emitGroupBy(known.group_by as Fields, t)}` : '',
      known.having ? ` HAVING ${emit((known.having as Fields).this, t)}` : '',
    ]);
    const windows = emitWindows(known.windows as Fields[] | null, t);
    const qualify = known.qualify
      ? substituting(aliases, t, () => ` QUALIFY ${emit((known.qualify as Fields).this, t)}`)
      : '';
    const text = `SELECT ${known.distinct ? 'DISTINCT ' : ''}${items}${from}${where}${clauses.join('')}${windows}${qualify}${emitTail(known, t, known.distinct ? undefined : aliases)}`;
    return text;
  } finally {
    t.scopes.pop();
  }
}

function substituting<T>(aliases: Map<string, string>, t: Translation, body: () => T): T {
  const scope = t.scopes.at(-1)!;
  scope.substitutions = aliases;
  try {
    return body();
  } finally {
    delete scope.substitutions;
  }
}

/** The SELECT list: unnamed columns are called f0_, f1_, … as BigQuery calls them. */
function emitItems(items: Node[], aliases: Map<string, string>, t: Translation): string {
  let unnamed = 0;
  return items
    .map((item) => {
      if (item.star) return emitStar(item.star, t);
      if (!item.alias) {
        const text = emit(item, t);
        return impliedName(item) ? text : `${text} AS ${quote(`f${unnamed++}_`)}`;
      }
      const { this: value, alias } = read('alias', item.alias, ['this', 'alias']) as { this: Node; alias: Identifier };
      const text = emit(value, t);
      if (!isPlainColumn(value, alias.name)) aliases.set(alias.name.toLowerCase(), text);
      return `${text} AS ${quote(alias.name)}`;
    })
    .join(', ');
}

/** A column or field lends its name to what it is selected into. */
export function impliedName(item: Node): string | undefined {
  const { column, dot } = item;
  if (dot) return (dot.field as Identifier).name;
  const name = column?.name as Identifier | undefined;
  return name && (name.quoted || !name.name.startsWith('@')) ? name.name : undefined;
}

const isPlainColumn = (node: Node, alias: string): boolean =>
  Boolean(node.column) && !node.column!.table && impliedName(node)?.toLowerCase() === alias.toLowerCase();

function emitStar(fields: Fields, t: Translation): string {
  const { table, except, replace } = read('star', fields, ['table', 'except', 'replace']) as {
    table?: Identifier;
    except?: Identifier[];
    replace?: { this: Node; alias: Identifier }[];
  };
  t.columns.add('*');
  const names = (except ?? []).map((column) => quote(column.name));
  const replacements = (replace ?? []).map(({ this: value, alias }) => `${emit(value, t)} AS ${quote(alias.name)}`);
  return [
    table ? `${quote(table.name)}.*` : '*',
    ...(names.length ? [`EXCLUDE (${names.join(', ')})`] : []),
    ...(replacements.length ? [`REPLACE (${replacements.join(', ')})`] : []),
  ].join(' ');
}

const isOrdinal = (node: Node): boolean => node.literal?.literal_type === 'number';

function emitGroupBy(fields: Fields, t: Translation): string {
  const { expressions, all } = read('group by', fields, ['expressions', 'all']) as {
    expressions?: Node[];
    all?: boolean;
  };
  if (all) return 'ALL';
  return (expressions ?? []).map((item) => emitGroupingItem(item, t)).join(', ');
}

function emitGroupingItem(item: Node, t: Translation): string {
  if (isOrdinal(item)) return String(item.literal!.value);
  const name = (item.function?.name as string | undefined) ?? '';
  if (/^(ROLLUP|CUBE|GROUPING SETS)$/.test(name)) {
    return `${name} (${(item.function!.args as Node[]).map((arg) => emitGroupingItem(arg, t)).join(', ')})`;
  }
  if (item.tuple)
    return `(${((item.tuple.expressions as Node[]) ?? []).map((arg) => emitGroupingItem(arg, t)).join(', ')})`;
  return emit(item, t);
}

/** NULLs come first ascending and last descending unless the query says otherwise. */
export function emitOrder(items: readonly Fields[], t: Translation): string {
  return items
    .map((item) => {
      const {
        this: value,
        desc,
        nulls_first: nullsFirst,
      } = read('order by', item, ['this', 'desc', 'nulls_first']) as {
        this: Node;
        desc?: boolean;
        nulls_first?: boolean | null;
      };
      const first = nullsFirst ?? !desc;
      const text = isOrdinal(value) ? String(value.literal!.value) : emit(value, t);
      return `${text} ${desc ? 'DESC' : 'ASC'} NULLS ${first ? 'FIRST' : 'LAST'}`;
    })
    .join(', ');
}

/** ORDER BY, LIMIT and OFFSET. A bare alias stays a name; inside an expression it stands for what it names. */
function emitTail(fields: Fields, t: Translation, aliases?: Map<string, string>): string {
  const items = ((fields.order_by as Fields | null)?.expressions as Fields[]) ?? [];
  const order = items.map((item) => {
    const bare = Boolean((item.this as Node).column);
    return aliases && !bare && t.scopes.length
      ? substituting(aliases, t, () => emitOrder([item], t))
      : emitOrder([item], t);
  });
  const bound = (value: unknown): string => {
    const node = ((value as Fields).this ?? value) as Node;
    return isOrdinal(node) ? String(node.literal!.value) : `(${emit(node, t)})`;
  };
  return [
    order.length ? ` ORDER BY ${order.join(', ')}` : '',
    fields.limit ? ` LIMIT ${bound(fields.limit)}` : '',
    fields.offset ? ` OFFSET ${bound(fields.offset)}` : '',
  ].join('');
}

function emitWindows(windows: Fields[] | null, t: Translation): string {
  if (!windows?.length) return '';
  return ` WINDOW ${windows.map((window) => `${quote((window.name as Identifier).name)} AS (${emitWindowSpec(window.spec as Fields, t)})`).join(', ')}`;
}

export function emitWindowSpec(fields: Fields, t: Translation): string {
  const known = read('window', fields, ['partition_by', 'order_by', 'frame', 'window_name']) as {
    partition_by?: Node[];
    order_by?: Fields[];
    frame?: Fields | null;
    window_name?: Identifier | null;
  };
  return [
    known.window_name ? quote(known.window_name.name) : '',
    known.partition_by?.length ? `PARTITION BY ${known.partition_by.map((node) => emit(node, t)).join(', ')}` : '',
    known.order_by?.length ? `ORDER BY ${emitOrder(known.order_by, t)}` : '',
    known.frame ? emitFrame(known.frame, t) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function emitFrame(fields: Fields, t: Translation): string {
  const { kind, start, end } = read('window frame', fields, ['kind', 'start', 'end']);
  const unit = String(kind).toUpperCase();
  if (unit !== 'ROWS' && unit !== 'RANGE') throw unsupported(`${unit} window frame`);
  const bound = (value: unknown): string => {
    if (typeof value === 'string')
      return (
        {
          UnboundedPreceding: 'UNBOUNDED PRECEDING',
          UnboundedFollowing: 'UNBOUNDED FOLLOWING',
          CurrentRow: 'CURRENT ROW',
        }[value] ?? refuse(value)
      );
    const [side, amount] = Object.entries(value as Record<string, unknown>)[0]!;
    return `${emit(amount, t)} ${side === 'Preceding' || side === 'Following' ? side.toUpperCase() : refuse(side)}`;
  };
  return end ? `${unit} BETWEEN ${bound(start)} AND ${bound(end)}` : `${unit} ${bound(start)}`;
}

function refuse(what: string): never {
  throw unsupported(`window frame bound ${what}`);
}
