/** JSON in the two ways BigQuery writes it: the values of TO_JSON_STRING, and the scalars of exports. */
import type { DuckDBListValue, DuckDBStructValue, DuckDBValue } from '@duckdb/node-api';
import type { Field } from './schema';
import { base64Of, dateTimeText, floatText, timestampIso } from './value-texts';

/** TO_JSON_STRING of one value: integers beyond 2^53 are quoted, and what is absent is null. */
export function toJsonString(value: DuckDBValue, field: Field): string {
  if (value === null) return 'null';
  if (field.mode === 'REPEATED') {
    const element: Field = { ...field, mode: 'NULLABLE' };
    return `[${(value as DuckDBListValue).items.map((item) => toJsonString(item, element)).join(',')}]`;
  }
  if (field.type === 'RECORD') {
    const entries = (value as DuckDBStructValue).entries as Record<string, DuckDBValue>;
    const members = field.fields!.map(
      (member) => `${JSON.stringify(member.name)}:${toJsonString(entries[member.name] ?? null, member)}`,
    );
    return `{${members.join(',')}}`;
  }
  if (field.type === 'INTEGER') {
    const integer = BigInt(value as bigint | number);
    return integer >= -9007199254740991n && integer <= 9007199254740991n ? String(integer) : `"${integer}"`;
  }
  if (field.type === 'NUMERIC') return trimZeros(String(value));
  if (field.type === 'TIMESTAMP') return `"${timestampIso(value)}"`;
  return field.type === 'STRING' ? JSON.stringify(value) : scalarJson(value, field);
}

/** One scalar as an export writes it: INT64 and NUMERIC are strings. */
export function exportScalar(value: Exclude<DuckDBValue, null>, field: Field): string {
  switch (field.type) {
    case 'INTEGER':
      return `"${String(value)}"`;
    case 'NUMERIC':
      return `"${trimZeros(String(value))}"`;
    case 'TIMESTAMP':
      return `"${timestampIso(value).replace('T', ' ').replace('Z', ' UTC')}"`;
    case 'STRING':
      return exportText(value as string);
    default:
      return scalarJson(value, field);
  }
}

/** What both write alike. */
function scalarJson(value: DuckDBValue, field: Field): string {
  switch (field.type) {
    case 'FLOAT':
      return Number.isFinite(value) ? floatText(value as number) : `"${floatText(value as number)}"`;
    case 'BOOLEAN':
      return String(value);
    case 'JSON':
      return JSON.stringify(JSON.parse(value as string));
    case 'BYTES':
      return `"${base64Of(value)}"`;
    case 'DATETIME':
      return `"${dateTimeText(value)}"`;
    default:
      return `"${String(value)}"`;
  }
}

const trimZeros = (decimal: string): string => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);

/** A string in an export: `<`, `>`, `&` and the line separators of JavaScript are escaped. */
export function exportText(value: string): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
