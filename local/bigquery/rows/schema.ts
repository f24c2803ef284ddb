/** Table schemas: BigQuery's lists of fields, their types called by the REST API's names. */
import { BigQueryError, unsupported } from '../errors';

export interface Field {
  name: string;
  /** Legacy names, as the REST API answers them: INTEGER, FLOAT, BOOLEAN, RECORD, … */
  type: string;
  mode?: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
  fields?: Field[];
  description?: string;
  defaultValueExpression?: string;
}

/** By the REST API's names. */
const scalarTypes = new Set([
  'STRING',
  'BYTES',
  'INTEGER',
  'FLOAT',
  'BOOLEAN',
  'NUMERIC',
  'DATE',
  'TIME',
  'DATETIME',
  'TIMESTAMP',
  'JSON',
]);

/** GoogleSQL's names, and names that both know. */
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
  if (type !== 'RECORD' && !scalarTypes.has(type))
    throw new BigQueryError('invalid', `Invalid value for type: ${name} is not a valid value`);
  return type;
}

const sqlNames: Record<string, string> = { INTEGER: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL' };

/** A scalar type as GoogleSQL calls it. */
export const sqlName = (type: string): string => sqlNames[type] ?? type;

/** BigQuery's flexible column names (cloud.google.com/bigquery/docs/schemas#flexible-column-names). */
const flexibleName = /^[^!"$()*,./;?@[\\\]^`{}~\p{Cc}]{1,300}$/u;

/** A schema as a caller sent it, with every type and mode spelled the REST API's way. */
export function normalizeFields(fields: readonly Field[]): Field[] {
  const seen = new Set<string>();
  return fields.map((field) => {
    if (!flexibleName.test(field.name ?? '')) throw new BigQueryError('invalid', `Invalid field name "${field.name}".`);
    if (seen.has(field.name.toLowerCase())) throw new BigQueryError('invalid', `Duplicate field name: ${field.name}`);
    seen.add(field.name.toLowerCase());
    const bound = ['precision', 'scale', 'maxLength'].find((key) => key in field);
    if (bound) throw unsupported(`${bound} of field ${field.name}`);
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
