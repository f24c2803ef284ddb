/** Logical bytes of a table, by BigQuery's sizes of types (cloud.google.com/bigquery/pricing#data). */
import type { DuckDBConnection } from '@duckdb/node-api';
import { partitioningOf } from './partitions';
import type { TableRecord } from './records';
import { tableNameOf } from './records';
import { quote, type Field } from './schema';
import { storedTable, type TableRead } from './sql/context';
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
      `SELECT DISTINCT CAST(${partitioning.of} AS VARCHAR) FROM ${stored} AS ${quote(alias)} WHERE ${filter}`,
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
  const sizes = warehouse.engine.reading((connection) => measureOn(connection, table));
  measured.set(table, sizes);
  sizes.catch(() => measured.delete(table));
  return sizes;
}

/** Rows of which every byte is counted. */
const rowsCounted = 100_000;

/** Rows are counted all; bytes of a larger table are those of a sample of it, which is much less work than writing it was. */
async function measureOn(connection: DuckDBConnection, table: TableRecord): Promise<PartitionSize[]> {
  const stored = storedTable(tableNameOf(table.reference));
  const partitioning = partitioningOf(table.settings);
  const partition = partitioning ? `CAST(${partitioning.of} AS VARCHAR)` : 'NULL';
  const counts = await connection.runAndReadAll(`SELECT ${partition}, count(*) FROM ${stored} GROUP BY 1`);
  const partitions = counts.getRows().map(([name, rows]) => ({ partition: name as string | null, rows: Number(rows) }));
  const total = partitions.reduce((sum, { rows }) => sum + rows, 0);

  const share = Math.min(1, rowsCounted / Math.max(1, total));
  const sample = share < 1 ? ` USING SAMPLE ${100 * share} PERCENT (system, 1)` : '';
  const sums = table.fields.map((field) => `CAST(coalesce(sum(${bytesOf(field, quote(field.name))}), 0) AS DOUBLE)`);
  const rowsOf = `SELECT ${partition} AS _partition, * FROM ${stored}${sample}`;
  const sizes = await connection.runAndReadAll(
    `SELECT grouping(_partition), _partition, count(*), ${sums.join(', ')}
     FROM (${rowsOf})
     GROUP BY GROUPING SETS ((_partition), ())`,
  );
  const found = sizes.getRows().map(([isAll, name, rows, ...bytes]) => ({
    isAll: Number(isAll) === 1,
    name: name as string | null,
    rows: Number(rows),
    bytes: bytes as number[],
  }));
  return partitions.map(({ partition: name, rows }) => {
    // A partition that the sample has missed is small, and taken to be like all of them together.
    const seen = found.find((each) => !each.isAll && each.name === name) ?? found.find(({ isAll }) => isAll)!;
    return { partition: name, rows, bytes: seen.bytes.map((sum) => Math.round((sum / Math.max(1, seen.rows)) * rows)) };
  });
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
