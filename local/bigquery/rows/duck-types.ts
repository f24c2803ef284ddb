/** Fields as DuckDB has them: their types, and names and texts as its SQL spells them. */
import { DuckDBTypeId, type DuckDBType } from '@duckdb/node-api';
import { invalidQuery, unsupported } from '../errors';
import { restType, type Field } from './schema';

/** DuckDB's types of BigQuery's scalars. */
const typeNames: Record<string, string> = {
  STRING: 'VARCHAR',
  BYTES: 'BLOB',
  INTEGER: 'BIGINT',
  FLOAT: 'DOUBLE',
  BOOLEAN: 'BOOLEAN',
  NUMERIC: 'DECIMAL(38,9)',
  DATE: 'DATE',
  TIME: 'TIME',
  DATETIME: 'TIMESTAMP',
  TIMESTAMP: 'TIMESTAMPTZ',
  JSON: 'JSON',
};

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const literal = (text: string): string =>
  text.includes('\0') ? `(${text.split('\0').map(plainLiteral).join(' || chr(0) || ')})` : plainLiteral(text);

const plainLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The DuckDB type of one field, arrays and records included. */
export function duckType(field: Field): string {
  const type = restType(field.type);
  const element =
    type === 'RECORD'
      ? `STRUCT(${(field.fields ?? []).map((inner) => `${quote(inner.name)} ${duckType(inner)}`).join(', ')})`
      : typeNames[type]!;
  return field.mode === 'REPEATED' ? `${element}[]` : element;
}

/** The field that a DuckDB column is, as BigQuery describes it. @throws BigQueryError when BigQuery has no such type. */
export function fieldOf(name: string, type: DuckDBType): Field {
  switch (type.typeId) {
    case DuckDBTypeId.LIST: {
      const element = fieldOf(name, (type as unknown as { valueType: DuckDBType }).valueType);
      if (element.mode === 'REPEATED') throw invalidQuery('Cannot construct array with element type ARRAY');
      return { ...element, mode: 'REPEATED' };
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as unknown as { entryNames: string[]; entryTypes: DuckDBType[] };
      return {
        name,
        type: 'RECORD',
        mode: 'NULLABLE',
        fields: entryNames.map((entry, at) => fieldOf(entry, entryTypes[at]!)),
      };
    }
    default:
      return { name, type: scalarOf(type), mode: 'NULLABLE' };
  }
}

function scalarOf(type: DuckDBType): string {
  if (type.alias === 'JSON') return 'JSON';
  const known = byTypeId[type.typeId];
  if (!known) throw unsupported(`a column of type ${String(type)}`);
  return known;
}

const byTypeId: Partial<Record<DuckDBTypeId, string>> = {
  [DuckDBTypeId.SQLNULL]: 'INTEGER',
  [DuckDBTypeId.BOOLEAN]: 'BOOLEAN',
  [DuckDBTypeId.TINYINT]: 'INTEGER',
  [DuckDBTypeId.SMALLINT]: 'INTEGER',
  [DuckDBTypeId.INTEGER]: 'INTEGER',
  [DuckDBTypeId.BIGINT]: 'INTEGER',
  [DuckDBTypeId.HUGEINT]: 'INTEGER',
  [DuckDBTypeId.UTINYINT]: 'INTEGER',
  [DuckDBTypeId.USMALLINT]: 'INTEGER',
  [DuckDBTypeId.UINTEGER]: 'INTEGER',
  [DuckDBTypeId.UBIGINT]: 'INTEGER',
  [DuckDBTypeId.FLOAT]: 'FLOAT',
  [DuckDBTypeId.DOUBLE]: 'FLOAT',
  [DuckDBTypeId.DECIMAL]: 'NUMERIC',
  [DuckDBTypeId.VARCHAR]: 'STRING',
  [DuckDBTypeId.BLOB]: 'BYTES',
  [DuckDBTypeId.DATE]: 'DATE',
  [DuckDBTypeId.TIME]: 'TIME',
  [DuckDBTypeId.TIMESTAMP]: 'DATETIME',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'TIMESTAMP',
};

export const columnDefinition = (field: Field): string =>
  `${quote(field.name)} ${duckType(field)}${field.mode === 'REQUIRED' ? ' NOT NULL' : ''}`;
