/** Literals: each as a DuckDB constant of the type that GoogleSQL gives it. */
import { invalidQuery, unsupported } from '../../errors';
import { duckType, literal } from '../../rows/duck-types';
import type { Fields } from '../ast';
import type { Translation } from '../context';
import { literalOf } from '../string-literals';
import { castScalar } from './casts';

export function emitLiteral(fields: Fields, t: Translation): string {
  const { literal_type: type } = fields as { literal_type: string };
  const value = Array.isArray(fields.value) ? String(fields.value[0]) : String(fields.value);
  if (type === 'number') return emitNumber(value);
  if (type === 'hex_number') return emitNumber(BigInt(`0x${value.replace(/^0x/i, '')}`).toString());
  const stored = literalOf(value, t.literals);
  if (!stored) throw unsupported(`literal ${value}`);
  const text = literal(stored.text);
  switch (type) {
    case 'string':
      return stored.kind === 'bytes' ? `from_hex('${Buffer.from(stored.text, 'latin1').toString('hex')}')` : text;
    case 'date':
    case 'timestamp':
    case 'datetime':
    case 'time':
      return emitTime(stored.text, type.toUpperCase());
    default:
      throw unsupported(`${type.replaceAll('_', ' ')} literal`);
  }
}

/** INT64 stays INT64 and a decimal point makes FLOAT64: DuckDB alone would take INTEGER and DECIMAL. */
function emitNumber(text: string): string {
  if (!/^\d+$/.test(text)) return /e/i.test(text) ? text : `${text}e0`;
  if (BigInt(text) > 9223372036854775808n) throw invalidQuery(`Invalid integer literal: ${text}`);
  return BigInt(text) === 9223372036854775808n ? text : `CAST(${text} AS BIGINT)`;
}

const [day, time] = [/(?!0000)\d{4}-\d\d-\d\d/.source, /([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?/.source];
const instant = new RegExp(`^${day}([ T]${time})?$`);

/** As most are written: nothing in them needs to be checked, and they can't fail inside SAFE. */
const plain: Record<string, RegExp> = {
  DATE: new RegExp(`^${day}$`),
  TIME: new RegExp(`^${time}$`),
  DATETIME: instant,
  TIMESTAMP: instant,
};

const emitTime = (text: string, type: string): string =>
  plain[type]!.test(text)
    ? `CAST(${literal(text)} AS ${duckType({ name: '', type })})`
    : castScalar(literal(text), type);
