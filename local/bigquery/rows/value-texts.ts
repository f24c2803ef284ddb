/** Scalars as texts, where rows of the REST API and JSON write them alike. */
import type { DuckDBBlobValue, DuckDBTimestampTZValue, DuckDBTimestampValue, DuckDBValue } from '@duckdb/node-api';

export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return Object.is(value, -0) ? '-0.0' : String(value);
}

export const base64Of = (value: DuckDBValue): string =>
  Buffer.from((value as DuckDBBlobValue).bytes).toString('base64');

/** 2024-01-02T03:04:05.678 without trailing zeros. */
export function dateTimeText(value: DuckDBValue): string {
  return microsText((value as DuckDBTimestampValue).micros);
}

export function timestampIso(value: DuckDBValue): string {
  return `${microsText((value as DuckDBTimestampTZValue).micros)}Z`;
}

function microsText(micros: bigint): string {
  const millis = Number(micros / 1000n - (micros % 1000n < 0n ? 1n : 0n));
  const rest = ((micros % 1000000n) + 1000000n) % 1000000n;
  const iso = new Date(millis).toISOString().slice(0, 19);
  return rest === 0n
    ? iso
    : `${iso}.${String(rest)
        .padStart(6, '0')
        .replace(/(000)?$/, '')}`;
}
