/** Literals: each as a DuckDB constant of the type that GoogleSQL gives it. */
import { invalidQuery, unsupported } from '../../errors';
import { literal } from '../../rows/duck-types';
import type { Fields } from '../ast';
import type { Translation } from '../context';
import { literalOf } from '../string-literals';

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
      return `bq_date(${text})`;
    case 'timestamp':
      return `CAST(${text} AS TIMESTAMPTZ)`;
    case 'datetime':
      return `CAST(${text} AS TIMESTAMP)`;
    case 'time':
      return `CAST(${text} AS TIME)`;
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
