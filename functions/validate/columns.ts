/** A row schema as the columns of a staging table. */
import type { Column } from '../shared/warehouse';

const typeOf: Record<string, string> = { string: 'STRING', integer: 'INT64', number: 'FLOAT64', boolean: 'BOOL' };

/** One column per property, and where in the landed file the row stands. */
export function columnsOf(schema: { properties?: Record<string, { type?: string | string[] }> }): Column[] {
  const columns = Object.entries(schema.properties ?? {}).map(([name, { type }]) => {
    const types = [type ?? []].flat().filter((each) => each !== 'null');
    // Lists, objects and values of several types stay JSON, which SQL can look into.
    return { name, type: (types.length === 1 && typeOf[types[0]!]) || 'JSON' };
  });
  return [{ name: '_row', type: 'INT64' }, { name: '_line', type: 'INT64' }, ...columns];
}
