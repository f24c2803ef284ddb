/** A source's row schema, as far as Landfall itself reads it: what its columns are, and which values they hold. */

/** A row of a source, as it was read. */
export type Row = Record<string, unknown>;

/** What is said of a column's values. */
export interface Property {
  type?: string | string[];
  format?: string;
  minLength?: number;
  maxLength?: number;
}

/** A JSON Schema of an object; what else it says is ajv's to read. */
export interface RowSchema {
  $schema?: string;
  title?: string;
  type?: unknown;
  properties?: Record<string, Property>;
  required?: string[];
  additionalProperties?: unknown;
}

/** A column of a table in the warehouse, in BigQuery's words. */
export interface Column {
  name: string;
  type: string;
  mode?: string;
  /** Of a RECORD. */
  fields?: Column[];
}

const columnTypes: Record<string, string> = { string: 'STRING', integer: 'INT64', number: 'FLOAT64', boolean: 'BOOL' };

/** The types that a property may have, null aside; none when the schema does not say. */
export const typesOf = ({ type }: Property = {}): string[] => [type ?? []].flat().filter((each) => each !== 'null');

/** One column per property, in the order of the schema. */
export function valueColumns({ properties = {} }: RowSchema): Column[] {
  return Object.entries(properties).map(([name, property]) => {
    const types = typesOf(property);
    // Lists, objects and values of several types stay JSON, which SQL can look into.
    return { name, type: (types.length === 1 && columnTypes[types[0]!]) || 'JSON' };
  });
}

/** Where in the landed file the row stands (both counted from 1), and its values. */
export const columnsOf = (schema: RowSchema): Column[] => [
  { name: '_row', type: 'INT64' },
  { name: '_line', type: 'INT64' },
  ...valueColumns(schema),
];

export const integerColumns = ({ properties = {} }: RowSchema): string[] =>
  Object.keys(properties).filter((name) => typesOf(properties[name]).includes('integer'));

/** True of a column whose values may be texts: an empty cell is one there, and no value at all elsewhere. */
export function isTextual({ properties }: RowSchema, name: string): boolean {
  const type = properties?.[name]?.type;
  return type === undefined || [type].flat().includes('string');
}
