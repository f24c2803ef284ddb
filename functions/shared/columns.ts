/** A row schema as the columns of a staging table. */
import type { Column } from './warehouse';

export interface RowSchema {
  properties?: Record<string, { type?: string | string[] }>;
}

const typeOf: Record<string, string> = { string: 'STRING', integer: 'INT64', number: 'FLOAT64', boolean: 'BOOL' };

/** One column per property, in the order of the schema. */
export function valueColumns({ properties = {} }: RowSchema): Column[] {
  return Object.entries(properties).map(([name, { type }]) => {
    const types = [type ?? []].flat().filter((each) => each !== 'null');
    // Lists, objects and values of several types stay JSON, which SQL can look into.
    return { name, type: (types.length === 1 && typeOf[types[0]!]) || 'JSON' };
  });
}

/** Where in the landed file the row stands (both counted from 1), and its values. */
export const columnsOf = (schema: RowSchema): Column[] => [
  { name: '_row', type: 'INT64' },
  { name: '_line', type: 'INT64' },
  ...valueColumns(schema),
];
