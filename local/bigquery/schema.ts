/** Table schemas: BigQuery's field list, and the DuckDB types that hold it. */
import { DuckDBTypeId, type DuckDBType } from '@duckdb/node-api';
import { BigQueryError } from './errors';

export interface Field {
  name: string;
  /** Legacy names, as the REST API answers them: INTEGER, FLOAT, BOOLEAN, RECORD, … */
  type: string;
  mode?: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
  fields?: Field[];
  description?: string;
  defaultValueExpression?: string;
}

/** BigQuery's scalar types: [the REST API's name, DuckDB's type]. GoogleSQL and legacy names both lead here. */
const scalars: Record<string, [rest: string, duck: string]> = {
  STRING: ['STRING', 'VARCHAR'],
  BYTES: ['BYTES', 'BLOB'],
  INTEGER: ['INTEGER', 'BIGINT'],
  FLOAT: ['FLOAT', 'DOUBLE'],
  BOOLEAN: ['BOOLEAN', 'BOOLEAN'],
  NUMERIC: ['NUMERIC', 'DECIMAL(38,9)'],
  DATE: ['DATE', 'DATE'],
  TIME: ['TIME', 'TIME'],
  DATETIME: ['DATETIME', 'TIMESTAMP'],
  TIMESTAMP: ['TIMESTAMP', 'TIMESTAMPTZ'],
  JSON: ['JSON', 'JSON'],
};

const synonyms: Record<string, string> = {
  INT64: 'INTEGER',
  INT: 'INTEGER',
  SMALLINT: 'INTEGER',
  BIGINT: 'INTEGER',
  TINYINT: 'INTEGER',
  BYTEINT: 'INTEGER',
  FLOAT64: 'FLOAT',
  BOOL: 'BOOLEAN',
  DECIMAL: 'NUMERIC',
  STRUCT: 'RECORD',
};

/** The REST API's name of a scalar type or RECORD. @throws BigQueryError invalid for a type this warehouse lacks. */
export function restType(name: string): string {
  const upper = name.toUpperCase();
  const type = synonyms[upper] ?? upper;
  if (type !== 'RECORD' && !scalars[type])
    throw new BigQueryError('invalid', `Invalid value for type: ${name} is not a valid value`);
  return type;
}

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
      : scalars[type]![1];
  return field.mode === 'REPEATED' ? `${element}[]` : element;
}

/** The field that a DuckDB column is, as BigQuery describes it. @throws BigQueryError when BigQuery has no such type. */
export function fieldOf(name: string, type: DuckDBType): Field {
  switch (type.typeId) {
    case DuckDBTypeId.LIST: {
      const element = fieldOf(name, (type as unknown as { valueType: DuckDBType }).valueType);
      if (element.mode === 'REPEATED')
        throw new BigQueryError('invalidQuery', 'Cannot construct array with element type ARRAY', 'query');
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
  if (!known)
    throw new BigQueryError(
      'invalidQuery',
      `Not supported by the local BigQuery: a column of type ${String(type)}`,
      'query',
    );
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

/** BigQuery's flexible column names (cloud.google.com/bigquery/docs/schemas#flexible-column-names). */
const flexibleName = /^[^!"$()*,./;?@[\\\]^`{}~\p{Cc}]{1,300}$/u;

/** A schema as a caller sent it, with every type and mode spelled the REST API's way. */
export function normalizeFields(fields: readonly Field[]): Field[] {
  const seen = new Set<string>();
  return fields.map((field) => {
    if (!flexibleName.test(field.name ?? '')) throw new BigQueryError('invalid', `Invalid field name "${field.name}".`);
    if (seen.has(field.name.toLowerCase())) throw new BigQueryError('invalid', `Duplicate field name: ${field.name}`);
    seen.add(field.name.toLowerCase());
    const type = restType(field.type);
    if (type === 'RECORD' && !field.fields?.length)
      throw new BigQueryError('invalid', `Field ${field.name} is type RECORD but has no schema`);
    return {
      ...field,
      type,
      mode: (field.mode?.toUpperCase() as Field['mode']) ?? 'NULLABLE',
      ...(field.fields && { fields: normalizeFields(field.fields) }),
    };
  });
}

export const columnDefinition = (field: Field): string =>
  `${quote(field.name)} ${duckType(field)}${field.mode === 'REQUIRED' ? ' NOT NULL' : ''}`;
