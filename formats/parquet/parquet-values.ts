/** Values of a Parquet file as JSON has them. */
import type { ParquetParsers } from 'hyparquet';
import { isUtf8 } from 'node:buffer';
import type { Row } from '../../core/row-schema';

/** Stands for a text that is none; checked as a value of no type that a schema knows. */
const notUtf8 = Symbol('not UTF-8');

const dayMilliseconds = 86_400_000;

/** RFC 3339, with as many digits of the second as are there. */
function timestamp(seconds: bigint, fraction: bigint, digits: number): string {
  const text = new Date(Number(seconds) * 1000).toISOString().slice(0, -5);
  const decimals = fraction.toString().padStart(digits, '0').replace(/0+$/, '');
  return `${text}${decimals && '.'}${decimals}Z`;
}

function split(value: bigint, perSecond: bigint): [bigint, bigint] {
  const fraction = ((value % perSecond) + perSecond) % perSecond;
  return [(value - fraction) / perSecond, fraction];
}

export const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (value) => timestamp(...split(BigInt(value), 1_000n), 3),
  timestampFromMicroseconds: (value) => timestamp(...split(BigInt(value), 1_000_000n), 6),
  timestampFromNanoseconds: (value) => timestamp(...split(BigInt(value), 1_000_000_000n), 9),
  dateFromDays: (days) => new Date(days * dayMilliseconds).toISOString().slice(0, 10),
  stringFromBytes: (bytes) => bytes && (isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : notUtf8),
  // A column of JSON stays what it says: whether it is JSON is for the row schema.
  jsonFromBytes(bytes) {
    const text = bytes && Buffer.from(bytes).toString('utf8');
    try {
      return text && JSON.parse(text);
    } catch {
      return text;
    }
  },
};

/** A row without its nulls, which are no values; bytes are base64. The names of texts that are not UTF-8 come beside it. */
export function jsonRow(row: Record<string, unknown>): { value: Row; broken: string[] } {
  const broken: string[] = [];
  const value: Row = {};
  for (const [name, field] of Object.entries(row)) {
    const json = jsonValue(field, () => broken.push(name));
    if (json !== null && json !== undefined) value[name] = json;
  }
  return { value, broken };
}

function jsonValue(value: unknown, onBroken: () => void): unknown {
  if (value === notUtf8) {
    onBroken();
    return '\ufffd';
  }
  // Beyond 2^53 it is rounded, which the row check sees.
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value))
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map((item) => jsonValue(item, onBroken));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, jsonValue(item, onBroken)]));
}
