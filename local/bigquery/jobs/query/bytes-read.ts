/** How much a statement reads: the columns that it mentions, in the partitions that it leaves. */
import type { Context } from '../../context';
import { quote } from '../../rows/duck-types';
import { partitioningOf } from '../../rows/partitions';
import type { TableRead } from '../../sql/context';
import type { Translated } from '../../sql/translate';
import type { TableRecord } from '../../store/records';
import { partitionSizes, type PartitionSize } from '../../store/table-size';
import type { Warehouse } from '../../store/warehouse';
import { storedTable, tableKey, tableNameOf } from '../../table-name';

export interface BytesRead {
  /** NULLs count nothing. */
  processed: number;
  /** Each table rounded up to MiB, and 10 MiB at least (cloud.google.com/bigquery/pricing#on_demand_pricing). */
  billed: number;
  /** Of the tables that are partitioned. */
  partitions: number;
}

const mebibyte = 1024 ** 2;

export async function bytesRead({ warehouse }: Context, translated: Translated): Promise<BytesRead> {
  const { references, reads, columns } = translated;
  const isMentioned = (name: string) => columns.has('*') || columns.has(name.toLowerCase());
  const tables = references.map((name) => ({ table: warehouse.table(name), reads: reads.get(tableKey(name)) ?? [] }));
  const read = await Promise.all(
    tables.map(async ({ table, reads }) => {
      const partitions = await partitionsRead(warehouse, table, reads);
      const mentioned = table.fields.flatMap(({ name }, at) => (isMentioned(name) ? [at] : []));
      return {
        bytes: sumOf(partitions, ({ bytes }) => sumOf(mentioned, (at) => bytes[at]!)),
        partitions: partitioningOf(table.settings) ? partitions.length : 0,
      };
    }),
  );
  return {
    processed: sumOf(read, ({ bytes }) => bytes),
    billed: sumOf(read, ({ bytes }) => (bytes ? Math.max(10, Math.ceil(bytes / mebibyte)) * mebibyte : 0)),
    partitions: sumOf(read, ({ partitions }) => partitions),
  };
}

const sumOf = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((sum, item) => sum + value(item), 0);

/** The partitions that hold rows, of those that the reads leave: a read without a filter leaves all. */
async function partitionsRead(
  warehouse: Warehouse,
  table: TableRecord,
  reads: readonly TableRead[],
): Promise<PartitionSize[]> {
  const all = await partitionSizes(warehouse, table);
  const partitioning = partitioningOf(table.settings);
  if (all.length === 0 || !partitioning || reads.length === 0 || reads.some(({ filter }) => filter === undefined))
    return all;
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
