/** Values of a Parquet file as JSON has them. */
import type { ParquetParsers } from 'hyparquet';
import { isUtf8 } from 'node:buffer';
import { isKeptExactly, withExactNumbers } from '../json/numbers';

/** Bytes that should be a text, and are none. */
export class NotUtf8 {
  constructor(readonly bytes: Uint8Array) {}
}

const dayMilliseconds = 86_400_000;

/** RFC 3339, with as many digits of the second as are there; what no calendar has stays what it is. */
function timestamp(value: bigint, digits: number): string {
  if (isInfinite(value)) return value > 0n ? 'infinity' : '-infinity';
  const [seconds, fraction] = split(value, 10n ** BigInt(digits));
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return String(value);
  return `${date.toISOString().slice(0, -5)}${decimals(fraction, digits)}Z`;
}

/** As DuckDB and PostgreSQL write it. */
const isInfinite = (value: bigint): boolean => value === 2n ** 63n - 1n || value === 1n - 2n ** 63n;

const decimals = (fraction: bigint, digits: number): string => {
  const text = fraction.toString().padStart(digits, '0').replace(/0+$/, '');
  return text && `.${text}`;
};

function split(value: bigint, perSecond: bigint): [bigint, bigint] {
  const fraction = ((value % perSecond) + perSecond) % perSecond;
  return [(value - fraction) / perSecond, fraction];
}

/** A time of day as RFC 3339 has it, in UTC like all times here. @param digits of the second that are counted */
export function timeOfDay(value: bigint, digits: number): string {
  const [seconds, fraction] = split(value, 10n ** BigInt(digits));
  const two = (part: bigint) => part.toString().padStart(2, '0');
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${decimals(fraction, digits)}Z`;
}

/** A decimal as it is written, with all its digits. */
export function decimalText(value: number | bigint | string | Uint8Array | NotUtf8, scale: number): string {
  const unscaled = typeof value === 'number' || typeof value === 'bigint' ? BigInt(value) : signed(bytesOf(value));
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const [whole, fraction] = [digits.slice(0, digits.length - scale), digits.slice(digits.length - scale)];
  return `${unscaled < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`;
}

/** hyparquet takes bytes without a type of their own for a text, where they could be one. */
function bytesOf(value: string | Uint8Array | NotUtf8): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value);
  return value instanceof NotUtf8 ? value.bytes : value;
}

const signed = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt.asIntN(8 * bytes.length, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));

export const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (value) => timestamp(BigInt(value), 3),
  timestampFromMicroseconds: (value) => timestamp(BigInt(value), 6),
  timestampFromNanoseconds: (value) => timestamp(BigInt(value), 9),
  dateFromDays(days) {
    const date = new Date(days * dayMilliseconds);
    if (Number.isNaN(date.getTime())) return days > 0 ? 'infinity' : '-infinity';
    return date.toISOString().split('T')[0];
  },
  stringFromBytes: (bytes) => bytes && (isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : new NotUtf8(bytes)),
  // A column of JSON stays what it says: whether it is JSON is for the row schema.
  jsonFromBytes(bytes) {
    const text = bytes && Buffer.from(bytes).toString('utf8');
    try {
      return text && JSON.parse(withExactNumbers(text));
    } catch {
      return text;
    }
  },
};

/**
 * What no number of JSON keeps as it is, is its text: whole numbers beyond 2^53, NaN, infinities. Bytes are base64.
 * @param onBroken is told of a text that is not UTF-8
 */
export function jsonValue(value: unknown, onBroken: () => void): unknown {
  if (value instanceof NotUtf8) {
    onBroken();
    return '\ufffd';
  }
  if (typeof value === 'bigint') return isKeptExactly(String(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (ArrayBuffer.isView(value)) return Array.from(value as BigInt64Array, (item) => jsonValue(item, onBroken));
  if (Array.isArray(value)) return value.map((item) => jsonValue(item, onBroken));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, jsonValue(item, onBroken)]));
}
