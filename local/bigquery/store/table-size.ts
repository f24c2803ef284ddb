/** Logical bytes of a table and its partitions, by BigQuery's sizes of types (cloud.google.com/bigquery/pricing#data). */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quote } from '../rows/duck-types';
import { partitioningOf } from '../rows/partitions';
import type { Field } from '../rows/schema';
import { tableNameOf, storedTable } from '../table-name';
import type { TableRecord } from './records';
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

export interface PartitionSize {
  partition: string | null;
  rows: number;
  /** Of each column, in the table's order. */
  bytes: number[];
}

/** Every change of a table makes a new record, so that what was measured holds as long as the record does. */
const measured = new WeakMap<TableRecord, Promise<PartitionSize[]>>();

/** All that a table holds. */
export async function tableSize(warehouse: Warehouse, table: TableRecord): Promise<Size> {
  const sizes = await partitionSizes(warehouse, table);
  return {
    rows: sizes.reduce((sum, { rows }) => sum + rows, 0),
    bytes: sizes.reduce((sum, { bytes }) => sum + bytes.reduce((inner, each) => inner + each, 0), 0),
  };
}

/** The partitions that hold rows; one, called null, of a table without partitions. */
export async function partitionSizes(warehouse: Warehouse, table: TableRecord): Promise<PartitionSize[]> {
  return table.view !== undefined || table.fields.length === 0 ? [] : measure(warehouse, table);
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
