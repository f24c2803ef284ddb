/** Logical bytes of a table, by BigQuery's sizes of types (cloud.google.com/bigquery/pricing#data). */
import type { TableRecord } from './records';
import { tableNameOf } from './records';
import { quote, type Field } from './schema';
import { storedTable } from './sql/context';
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

/** Rows, and bytes of the columns of which `wanted` says so; of all when it is absent. NULLs count nothing. */
export async function sizeOf(
  warehouse: Warehouse,
  table: TableRecord,
  wanted: (field: Field) => boolean = () => true,
): Promise<Size> {
  if (table.view !== undefined || table.fields.length === 0) return { rows: 0, bytes: 0 };
  const sums = table.fields.filter(wanted).map((field) => `coalesce(sum(${bytesOf(field)}), 0)`);
  const sql = `SELECT count(*), ${sums.length ? sums.join(' + ') : '0'} FROM ${storedTable(tableNameOf(table.reference))}`;
  const [row] = await warehouse.engine.reading(async (connection) => (await connection.runAndReadAll(sql)).getRows());
  return { rows: Number(row![0]), bytes: Number(row![1]) };
}

function bytesOf(field: Field): string {
  const column = quote(field.name);
  // Nested values are counted by their JSON text: near enough, and the same every time.
  if (field.mode === 'REPEATED' || field.type === 'RECORD') return `strlen(CAST(to_json(${column}) AS VARCHAR))`;
  if (field.type === 'BYTES') return `2 + octet_length(${column})`;
  const size = fixed[field.type];
  return size ? `CASE WHEN ${column} IS NULL THEN 0 ELSE ${size} END` : `2 + strlen(CAST(${column} AS VARCHAR))`;
}
