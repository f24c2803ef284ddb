/** SELECT: its list, and its clauses in the order in which names come into scope. */
import { invalidQuery, unsupported } from '../../errors';
import { quote } from '../../rows/duck-types';
import { read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import { isLiteral } from '../expressions/alike';
import { emitClause } from '../expressions/conditions';
import { isOrdinal } from '../expressions/order';
import { emitWindows } from '../expressions/windows';
import { impliedName } from '../names';
import { emitFrom } from './from';
import { checkPartitionFilter, isJoinedBy, partitionFilter } from './pruning';
import { emitTail } from './tail';

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

export function emitSelect(fields: Fields, t: Translation): string {
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
    const condition = (known.where_clause as Fields | null)?.this as Node | undefined;
    const where = condition ? ` WHERE ${emitClause('WHERE', condition, t)}` : '';
    for (const { read, name, table } of t.scopes.at(-1)!.partitioned ?? []) {
      read.filter = condition && partitionFilter(condition, read.alias, table, t);
      const isEmbedded = t.embedded > 0 || t.scopes.length > 1;
      checkPartitionFilter(name, table, read.filter, isEmbedded || isJoinedBy(known.joins, table));
    }
    const clauses = t.withAliases(aliases, () => [
      known.group_by ? ` GROUP BY ${emitGroupBy(known.group_by as Fields, known.expressions as Node[], t)}` : '',
      known.having ? ` HAVING ${emitClause('HAVING', (known.having as Fields).this as Node, t)}` : '',
    ]);
    const windows = emitWindows(known.windows as Fields[] | null, t);
    const qualify = known.qualify
      ? t.withAliases(aliases, () => ` QUALIFY ${emitClause('QUALIFY', (known.qualify as Fields).this as Node, t)}`)
      : '';
    const text = `SELECT ${known.distinct ? 'DISTINCT ' : ''}${items}${from}${where}${clauses.join('')}${windows}${qualify}${emitTail(known, t, known.distinct ? undefined : aliases)}`;
    return text;
  } finally {
    t.scopes.pop();
  }
}

/** The SELECT list: unnamed columns are called f0_, f1_, … as BigQuery calls them. */
function emitItems(items: Node[], aliases: Map<string, string>, t: Translation): string {
  let unnamed = 0;
  return items
    .map((item) => {
      if (item.star) return emitStar(item.star, t);
      if (!item.alias) {
        const text = t.emit(item);
        return item.column && impliedName(item) && !isField(item, t)
          ? text
          : `${text} AS ${quote(impliedName(item) ?? `f${unnamed++}_`)}`;
      }
      const { this: value, alias } = read('alias', item.alias, ['this', 'alias']) as { this: Node; alias: Identifier };
      const text = t.emit(value);
      if (!isPlainColumn(value, alias.name)) aliases.set(alias.name.toLowerCase(), text);
      return `${text} AS ${quote(alias.name)}`;
    })
    .join(', ');
}

/** A field of a column that is a STRUCT, which looks like a column of a table: DuckDB does not know it by its name later on. */
const isField = ({ column }: Node, t: Translation): boolean => {
  const table = column?.table as Identifier | undefined;
  return Boolean(table) && !table!.name.startsWith('@') && !t.relation(table!.name);
};

const isPlainColumn = (node: Node, alias: string): boolean =>
  Boolean(node.column) && !node.column!.table && impliedName(node)?.toLowerCase() === alias.toLowerCase();

function emitStar(fields: Fields, t: Translation): string {
  const { table, except, replace } = read('star', fields, ['table', 'except', 'replace']) as {
    table?: Identifier;
    except?: Identifier[];
    replace?: { this: Node; alias: Identifier }[];
  };
  t.columns.add('*');
  const hidden = [...t.scopes.at(-1)!.relations]
    .filter(([alias]) => !table || alias === table.name.toLowerCase())
    .flatMap(([, { hidden, offset }]) => [...(hidden ?? []), ...(table && offset ? [offset] : [])]);
  const names = [...(except ?? []).map((column) => quote(column.name)), ...hidden];
  // Columns that are joined by come first; DuckDB leaves them where they are in the left side.
  const joined = table ? [] : (t.scopes.at(-1)!.using ?? []).filter((name) => !names.includes(name));
  names.push(...joined);
  const replacements = (replace ?? []).map(({ this: value, alias }) => `${t.emit(value)} AS ${quote(alias.name)}`);
  return [
    ...joined.map((name) => `${name},`),
    table ? `${quote(table.name)}.*` : '*',
    ...(names.length ? [`EXCLUDE (${names.join(', ')})`] : []),
    ...(replacements.length ? [`REPLACE (${replacements.join(', ')})`] : []),
  ].join(' ');
}

const isConstant = (item: Node): boolean => isLiteral((item.alias?.this as Node | undefined) ?? item);

function emitGroupBy(fields: Fields, items: Node[], t: Translation): string {
  const { expressions, all } = read('group by', fields, ['expressions', 'all']) as {
    expressions?: Node[];
    all?: boolean;
  };
  // Constants are no keys: with nothing else all rows are one group.
  if (all) return items.every(isConstant) ? '()' : 'ALL';
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
  return t.emit(item);
}
