/** Values on the wire: DuckDB's to the REST API's {f:[{v}]} rows, every scalar a string. */
import type { DuckDBListValue, DuckDBStructValue, DuckDBTimestampTZValue, DuckDBValue } from '@duckdb/node-api';
import type { Field } from './schema';
import { base64Of, dateTimeText, floatText } from './value-texts';

export type Cell = { v: string | null | Cell[] | Row };
export interface Row {
  f: Cell[];
}

export interface FormatOptions {
  /** TIMESTAMP as whole microseconds; otherwise as seconds in a float, as the API does by default. */
  useInt64Timestamp: boolean;
}

export const rowOf = (values: readonly DuckDBValue[], fields: readonly Field[], options: FormatOptions): Row => ({
  f: fields.map((field, at) => cellOf(values[at] ?? null, field, options)),
});

function cellOf(value: DuckDBValue, field: Field, options: FormatOptions): Cell {
  if (field.mode === 'REPEATED') {
    // BigQuery has no NULL arrays in results: they are empty.
    const element: Field = { ...field, mode: 'NULLABLE' };
    return { v: value === null ? [] : (value as DuckDBListValue).items.map((item) => cellOf(item, element, options)) };
  }
  if (value === null) return { v: null };
  if (field.type === 'RECORD') {
    const { entries } = value as DuckDBStructValue;
    return {
      v: rowOf(
        field.fields!.map(({ name }) => entries[name] as DuckDBValue),
        field.fields!,
        options,
      ),
    };
  }
  return { v: scalarText(value, field, options) };
}

function scalarText(value: DuckDBValue, field: Field, { useInt64Timestamp }: FormatOptions): string {
  switch (field.type) {
    case 'FLOAT':
      return Number.isInteger(value) && !Object.is(value, -0) && Math.abs(value as number) < 1e21
        ? `${value as number}.0`
        : floatText(value as number);
    case 'BYTES':
      return base64Of(value);
    case 'TIMESTAMP': {
      const { micros } = value as DuckDBTimestampTZValue;
      return useInt64Timestamp ? String(micros) : secondsText(micros);
    }
    case 'DATETIME':
      return dateTimeText(value);
    case 'NUMERIC':
      return String(value)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '');
    default:
      return String(value);
  }
}

/** Seconds with exactly the six decimals that microseconds need, as in 1704067200.000000. */
function secondsText(micros: bigint): string {
  const sign = micros < 0n ? '-' : '';
  const digits = String(micros < 0n ? -micros : micros).padStart(7, '0');
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
