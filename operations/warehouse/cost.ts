/** What a job of the warehouse would be billed on BigQuery, on demand. */
import type { WarehousePrices } from '../../catalog/prices';

export interface Billable {
  kind: 'load' | 'query' | 'export' | 'copy' | 'extract';
  /** Bytes that the statement read. */
  bytes: number;
  /** Tables that the statement refers to. */
  tables: number;
  isCached: boolean;
  isFailed: boolean;
  /** What BigQuery itself says that it billed; 0 from a warehouse that bills nothing. */
  bytesBilled: number;
}

export interface Cost {
  bytesBilled: number;
  /** In the prices' currency, before anything that is free each month. */
  amount: number;
}

/**
 * An export of a query's result bills its query. Without a bill the least that it could be is taken: each table's bytes are
 * rounded up to its minimum, and how the bytes divide among the tables is not known.
 */
export function costOf(job: Billable, prices: WarehousePrices): Cost {
  const bytesBilled = billedBytes(job, prices);
  return { bytesBilled, amount: (bytesBilled / 2 ** 40) * prices.perTiB };
}

function billedBytes({ kind, bytes, tables, isCached, isFailed, bytesBilled }: Billable, prices: WarehousePrices) {
  if (kind !== 'query' && kind !== 'export') return 0;
  if ((isCached && prices.isCacheFree) || (isFailed && prices.isErrorFree)) return 0;
  if (bytesBilled > 0) return bytesBilled;
  if (bytes === 0) return 0;
  const unit = prices.roundedUpToBytes;
  return Math.max(Math.ceil(bytes / unit) * unit, Math.max(1, tables) * prices.minimumBytes);
}
