/** Fields as DuckDB has them: their types, and names and texts as its SQL spells them. */
import { DuckDBTypeId, type DuckDBListType, type DuckDBStructType, type DuckDBType } from '@duckdb/node-api';
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

/** A column of a DuckDB query. */
export interface Column {
  name: string;
  type: DuckDBType;
}

/** The field that a DuckDB column is, as BigQuery describes it. @throws BigQueryError when BigQuery has no such type. */
export function fieldOf({ name, type }: Column): Field {
  switch (type.typeId) {
    case DuckDBTypeId.LIST: {
      const element = fieldOf({ name, type: (type as unknown as DuckDBListType).valueType });
      if (element.mode === 'REPEATED') throw invalidQuery('Cannot construct array with element type ARRAY');
      return { ...element, mode: 'REPEATED' };
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as unknown as DuckDBStructType;
      return {
        name,
        type: 'RECORD',
        mode: 'NULLABLE',
        fields: entryNames.map((entry, at) => fieldOf({ name: entry, type: entryTypes[at]! })),
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

/**
 * A query of no rows with these columns; undefined where DuckDB's SQL could not say their types as they are. INTEGER is one of
 * these: DuckDB answers it for a NULL of no type too, which goes with values of any.
 */
export function emptyQuery(columns: readonly Column[]): string | undefined {
  const casts = columns.map(({ name, type }) => {
    const text = typeText(type);
    return text && `CAST(NULL AS ${text}) AS ${quote(name)}`;
  });
  return casts.every(Boolean) ? `SELECT ${casts.join(', ')} LIMIT 0` : undefined;
}

function typeText(type: DuckDBType): string | undefined {
  switch (type.typeId) {
    case DuckDBTypeId.LIST: {
      const element = typeText((type as unknown as DuckDBListType).valueType);
      return element && `${element}[]`;
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as unknown as DuckDBStructType;
      const entries = entryTypes.map((entry, at) => {
        const text = typeText(entry);
        return text && entryNames[at] && `${quote(entryNames[at])} ${text}`;
      });
      return entries.every(Boolean) ? `STRUCT(${entries.join(', ')})` : undefined;
    }
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.SQLNULL:
      return undefined;
    default:
      return type.alias ?? (byTypeId[type.typeId] && String(type));
  }
}

export const columnDefinition = (field: Field): string =>
  `${quote(field.name)} ${duckType(field)}${field.mode === 'REQUIRED' ? ' NOT NULL' : ''}`;
