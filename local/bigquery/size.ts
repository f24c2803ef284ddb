/** Logical bytes of a table, by BigQuery's sizes of types (cloud.google.com/bigquery/pricing#data). */
import { partitioningOf } from './partitions';
import type { TableRecord } from './records';
import { tableNameOf } from './records';
import { quote, type Field } from './schema';
import { storedTable } from './sql/context';
import type { TableRead } from './sql/pruning';
import type { Warehouse } from './warehouse';

const fixed: Record<string, number> = {
  INTEGER: 8,
  FLOAT: 8,
  DATE: 8,
  TIME: 8,
  DATETIME: 8,
  TIMESTAMP: 8,
  BOOLEAN: 1,
  NUMERIC: 16,
};

export interface Size {
  rows: number;
  bytes: number;
}

interface PartitionSize {
  partition: string | null;
  rows: number;
  /** Of each column, in the table's order. */
  bytes: number[];
}

/** Every change of a table makes a new record, so that what was measured holds as long as the record does. */
const measured = new WeakMap<TableRecord, Promise<PartitionSize[]>>();

/** Rows, and bytes of the columns of which `wanted` says so; of all when it is absent. NULLs count nothing. */
export async function sizeOf(
  warehouse: Warehouse,
  table: TableRecord,
  wanted: (field: Field) => boolean = () => true,
  reads: readonly TableRead[] = [],
): Promise<Size & { partitions: number }> {
  const sizes = await partitionsRead(warehouse, table, reads);
  const columns = table.fields.flatMap((field, at) => (wanted(field) ? [at] : []));
  return {
    partitions: sizes.length,
    rows: sizes.reduce((sum, { rows }) => sum + rows, 0),
    bytes: sizes.reduce((sum, { bytes }) => sum + columns.reduce((inner, at) => inner + bytes[at]!, 0), 0),
  };
}

/** The partitions that hold rows, of those that the reads leave: a read without a filter leaves all. */
async function partitionsRead(
  warehouse: Warehouse,
  table: TableRecord,
  reads: readonly TableRead[],
): Promise<PartitionSize[]> {
  if (table.view !== undefined || table.fields.length === 0) return [];
  const all = await measure(warehouse, table);
  const partitioning = partitioningOf(table.settings);
  if (!partitioning || reads.length === 0 || reads.some(({ filter }) => filter === undefined)) return all;
  const stored = storedTable(tableNameOf(table.reference));
  const queries = reads.map(
    ({ alias, filter }) =>
      `SELECT CAST(${partitioning.of} AS VARCHAR) FROM ${stored} AS ${quote(alias)} WHERE ${filter}`,
  );
  const rows = await warehouse.engine.reading(async (connection) =>
    (await connection.runAndReadAll(queries.join(' UNION '))).getRows(),
  );
  const kept = new Set(rows.map(([partition]) => partition as string | null));
  return all.filter(({ partition }) => kept.has(partition));
}

function measure(warehouse: Warehouse, table: TableRecord): Promise<PartitionSize[]> {
  const known = measured.get(table);
  if (known) return known;
  const partitioning = partitioningOf(table.settings);
  const partition = partitioning ? `CAST(${partitioning.of} AS VARCHAR)` : 'NULL';
  const sums = table.fields.map((field) => `CAST(coalesce(sum(${bytesOf(field, quote(field.name))}), 0) AS DOUBLE)`);
  const sql = `SELECT ${partition}, count(*), ${sums.join(', ')} FROM ${storedTable(tableNameOf(table.reference))} GROUP BY 1`;
  const sizes = warehouse.engine.reading(async (connection) =>
    (await connection.runAndReadAll(sql)).getRows().map(([name, rows, ...bytes]) => ({
      partition: name as string | null,
      rows: Number(rows),
      bytes: bytes as number[],
    })),
  );
  measured.set(table, sizes);
  sizes.catch(() => measured.delete(table));
  return sizes;
}

/** DuckDB's expression of a value's bytes; NULL for none. */
function bytesOf(field: Field, value: string, depth = 0): string {
  if (field.mode === 'REPEATED') {
    const element = `element_${depth}`;
    const size = fixed[field.type];
    if (size) return `${size} * len(${value})`;
    const one = bytesOf({ ...field, mode: 'NULLABLE' }, element, depth + 1);
    return `list_sum(list_transform(${value}, lambda ${element}: ${one}))`;
  }
  if (field.type === 'RECORD') {
    const members = field.fields!.map((member) => {
      const text = bytesOf(member, `(${value}).${quote(member.name)}`, depth);
      return `coalesce(${text}, 0)`;
    });
    return members.join(' + ');
  }
  const size = fixed[field.type];
  if (size) return `CASE WHEN ${value} IS NOT NULL THEN ${size} END`;
  return field.type === 'BYTES' ? `2 + octet_length(${value})` : `2 + strlen(CAST(${value} AS VARCHAR))`;
}
