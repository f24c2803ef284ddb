/** Which partitions a SELECT leaves unread: what its WHERE says about the partitioning column and constants alone. */
import { invalidQuery, unsupported } from '../../errors';
import { tableKey, type TableName } from '../../table-name';
import { isNode, isQuery, kindOf, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import { asCall } from '../expressions/calls';
import { fieldOfType } from '../expressions/types';
import type { KnownTable } from '../surroundings';

/** Types to which a cast keeps the order of times. */
const ofTime = new Set(['DATE', 'DATETIME', 'TIMESTAMP']);

const comparisons = new Set(['eq', 'neq', 'lt', 'lte', 'gt', 'gte']);

/** The parts of a condition that BigQuery prunes partitions by: the column, or its date, against constants. */
function pruningFilter(where: Node, alias: string, column: string, t: Translation): string | undefined {
  const isColumn = (node: unknown): boolean => {
    if (!isNode(node)) return false;
    if (node.paren) return isColumn(node.paren.this);
    if (node.cast) return ofTime.has(fieldOfType(node.cast.to).type) && isColumn(node.cast.this);
    const kind = kindOf(node);
    const call = asCall(kind, node[kind]!);
    if (call)
      return /^(DATE|TIMESTAMP|DATETIME|(DATE|TIMESTAMP|DATETIME)_TRUNC)$/.test(call.name) && isColumn(call.args[0]);
    const { name, table } = (node.column ?? {}) as { name?: Identifier; table?: Identifier };
    return name?.name.toLowerCase() === column && (!table || table.name.toLowerCase() === alias.toLowerCase());
  };
  const isAbout = (node: Node): boolean => {
    const kind = kindOf(node);
    const fields = node[kind]!;
    if (kind === 'paren' || kind === 'not') return isAbout(fields.this as Node);
    if (kind === 'and' || kind === 'or') return isAbout(fields.left as Node) && isAbout(fields.right as Node);
    if (comparisons.has(kind))
      return (isColumn(fields.left) && isConstant(fields.right)) || (isConstant(fields.left) && isColumn(fields.right));
    if (kind === 'between') return isColumn(fields.this) && isConstant(fields.low) && isConstant(fields.high);
    if (kind === 'in')
      return isColumn(fields.this) && !fields.query && isConstant(fields.expressions) && isConstant(fields.unnest);
    return kind === 'is_null' && isColumn(fields.this);
  };
  /** What a condition bounds the column by: either side of AND, and both of OR. */
  const boundOf = (node: Node): string | undefined => {
    if (isAbout(node)) return t.emit(node);
    if (node.paren) return boundOf(node.paren.this as Node);
    const { left, right } = node.and ?? node.or ?? {};
    const sides = [left, right].filter(isNode).map(boundOf);
    const bounds = sides.filter((bound) => bound !== undefined);
    if (bounds.length === 0 || (node.or && bounds.length < sides.length)) return undefined;
    return bounds.length === 1 ? bounds[0] : `(${bounds.join(node.or ? ' OR ' : ' AND ')})`;
  };
  return boundOf(where);
}

/** Literals, parameters, and what is computed of these. */
function isConstant(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(isConstant);
  return Object.entries(value).every(([kind, inner]) => {
    if (isQuery(kind)) return false;
    const name = kind === 'column' ? (inner as { name?: Identifier }).name?.name : undefined;
    return name === undefined ? isConstant(inner) : name.startsWith('@');
  });
}

/** The pruning filter of a condition on a table's rows; undefined also for a table that is not partitioned by a column. */
export const partitionFilter = (where: Node, alias: string, { partitionedBy }: KnownTable, t: Translation) =>
  partitionedBy === undefined ? undefined : pruningFilter(where, alias, partitionedBy, t);

/** Columns that tell the partitions of a table that is partitioned by the time of its rows' arrival. */
const ofIngestion = ['_PARTITION_LOAD_TIME', '_PARTITIONDATE', '_PARTITIONTIME'];

/** Whether the condition of a join is about the column that a table is partitioned by. */
export const isJoinedBy = (joins: unknown, { partitionedBy }: KnownTable): boolean =>
  ((joins as Fields[] | null) ?? []).some(({ on }) => partitionedBy !== undefined && mentions(on, partitionedBy));

function mentions(value: unknown, column: string): boolean {
  if (Array.isArray(value)) return value.some((inner) => mentions(inner, column));
  if (!isNode(value)) return false;
  const name = (value.column?.name as Identifier | undefined)?.name;
  return name?.toLowerCase() === column || Object.values(value).some((inner) => mentions(inner, column));
}

/**
 * @param mayBeElsewhere whether a filter may stand where BigQuery looks and this does not: in a query around, or in a join
 * @throws BigQueryError invalidQuery for a table that is only read with a filter on its partitions, and is not
 */
export function checkPartitionFilter(
  name: TableName,
  table: KnownTable,
  filter: string | undefined,
  mayBeElsewhere = false,
): void {
  if (!table.requiresPartitionFilter || filter !== undefined) return;
  if (mayBeElsewhere)
    throw unsupported(
      `a filter over the partitions of ${tableKey(name)} elsewhere than in the WHERE of the SELECT that reads it`,
    );
  const columns = table.partitionedBy === undefined ? ofIngestion : [columnName(table)];
  throw invalidQuery(
    `Cannot query over table '${tableKey(name)}' without a filter over column(s) ${columns.map((column) => `'${column}'`).join(', ')} that can be used for partition elimination`,
  );
}

const columnName = ({ fields, partitionedBy }: KnownTable): string =>
  fields.find(({ name }) => name.toLowerCase() === partitionedBy)?.name ?? partitionedBy!;
