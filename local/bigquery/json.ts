/** Values as JSON text, the two ways BigQuery writes them: TO_JSON_STRING, and newline-delimited JSON exports. */
import type { DuckDBListValue, DuckDBStructValue, DuckDBValue } from '@duckdb/node-api';
import type { Field } from './schema';
import { base64Of, dateTimeText, floatText, timestampIso } from './values';

export type Dialect = 'toJsonString' | 'export';

/**
 * JSON text of one value. In exports INT64 is always a string, absent values and their keys are left out of objects,
 * and `<`, `>`, `&` are escaped; TO_JSON_STRING quotes only integers beyond 2^53 and writes null.
 */
export function bigQueryJson(value: DuckDBValue, field: Field, dialect: Dialect): string {
  if (field.mode === 'REPEATED') {
    const element: Field = { ...field, mode: 'NULLABLE' };
    if (value === null) return dialect === 'export' ? '[]' : 'null';
    return `[${(value as DuckDBListValue).items.map((item) => bigQueryJson(item, element, dialect)).join(',')}]`;
  }
  if (value === null) return 'null';
  if (field.type === 'RECORD')
    return objectJson((value as DuckDBStructValue).entries as Record<string, DuckDBValue>, field.fields!, dialect);
  return scalarJson(value, field, dialect);
}

export function objectJson(entries: Record<string, DuckDBValue>, fields: readonly Field[], dialect: Dialect): string {
  const members = fields
    .filter(({ name, mode }) => dialect !== 'export' || mode === 'REPEATED' || entries[name] !== null)
    .map((field) => `${text(field.name, dialect)}:${bigQueryJson(entries[field.name] ?? null, field, dialect)}`);
  return `{${members.join(',')}}`;
}

function scalarJson(value: DuckDBValue, field: Field, dialect: Dialect): string {
  switch (field.type) {
    case 'INTEGER': {
      const integer = BigInt(value as bigint | number);
      const exact = integer >= -9007199254740991n && integer <= 9007199254740991n;
      return dialect === 'export' || !exact ? `"${integer}"` : String(integer);
    }
    case 'FLOAT':
      return Number.isFinite(value) ? floatText(value as number) : `"${floatText(value as number)}"`;
    case 'NUMERIC':
      return dialect === 'export' ? `"${trimZeros(String(value))}"` : trimZeros(String(value));
    case 'BOOLEAN':
      return String(value);
    case 'JSON':
      return JSON.stringify(JSON.parse(value as string));
    case 'BYTES':
      return `"${base64Of(value)}"`;
    case 'TIMESTAMP':
      return `"${dialect === 'export' ? timestampIso(value).replace('T', ' ').replace('Z', ' UTC') : timestampIso(value)}"`;
    case 'DATETIME':
      return `"${dateTimeText(value)}"`;
    case 'STRING':
      return text(value as string, dialect);
    default:
      return `"${String(value)}"`;
  }
}

const trimZeros = (decimal: string): string => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);

function text(value: string, dialect: Dialect): string {
  const quoted = JSON.stringify(value);
  if (dialect !== 'export') return quoted;
  return quoted.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
