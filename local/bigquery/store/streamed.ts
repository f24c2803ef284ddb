/**
 * Rows that were streamed by tabledata.insertAll: DML that changes one within half an hour is refused, and all others stay open.
 * Rows of Pub/Sub's subscriptions come by the Storage Write API, which has no such rule.
 * Source: https://docs.cloud.google.com/bigquery/docs/data-manipulation-language#limitations, read on 2026-11-29.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Engine } from '../duckdb/engine';
import { quote } from '../rows/duck-types';
import type { Field } from '../rows/schema';
import { storedTable, tableKey, tableNameOf, type TableName } from '../table-name';
import type { TableRecord } from './records';

const closedFor = 30 * 60_000;

/** By what a row is known again: all of it. */
export const rowHash = (fields: readonly Field[]): string =>
  `hash(${fields.map(({ name }) => quote(name)).join(', ')})`;

export const openStreamed = (engine: Engine): Promise<unknown> =>
  engine.transaction((connection) =>
    connection.run('CREATE TABLE IF NOT EXISTS warehouse.main.streamed (key VARCHAR, until BIGINT, hash UBIGINT)'),
  );

/** @param now in milliseconds since 1970 */
export async function rememberStreamed(
  connection: DuckDBConnection,
  { name, hashes, now }: { name: TableName; hashes: bigint[]; now: number },
): Promise<void> {
  await connection.run('DELETE FROM warehouse.main.streamed WHERE until <= $1', [BigInt(now)]);
  await connection.run(`INSERT INTO warehouse.main.streamed SELECT $1, $2, unnest([${hashes.join(', ')}]::UBIGINT[])`, [
    tableKey(name),
    BigInt(now + closedFor),
  ]);
}

/** How many of a table's rows are closed: a statement that leaves fewer has changed one, unless it sets it to what it was. */
export async function countStreamed(connection: DuckDBConnection, table: TableRecord, now: number): Promise<number> {
  const name = tableNameOf(table.reference);
  const closed = `SELECT hash FROM warehouse.main.streamed WHERE key = $1 AND until > $2`;
  const found = await connection.runAndReadAll(
    `SELECT count(*) FROM ${storedTable(name)} WHERE ${rowHash(table.fields)} IN (${closed})`,
    [tableKey(name), BigInt(now)],
  );
  return Number(found.getRows()[0]![0]);
}
