/** The rows of a query on their way into a table. */
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { invalidQuery } from '../errors';
import { quote } from '../rows/duck-types';
import { withoutNullElements } from '../rows/null-elements';
import type { Field } from '../rows/schema';
import { storedTable, type TableName } from '../table-name';

/** Rows keep the order of the query: DuckDB preserves insertion order. */
export async function insertRows(
  connection: DuckDBConnection,
  name: TableName,
  fields: readonly Field[],
  sql: string,
): Promise<DuckDBResult> {
  return connection.run(
    `INSERT INTO ${storedTable(name)} (${fields.map((field) => quote(field.name)).join(', ')}) ${withoutNullElements(sql, fields)}`,
  );
}

/** @throws BigQueryError invalidQuery when two columns of a result have one name */
export function checkColumns(fields: Field[]): Field[] {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name.toLowerCase()))
      throw invalidQuery(`Duplicate column names in the result are not supported. Found duplicate(s): ${name}`);
    seen.add(name.toLowerCase());
  }
  return fields;
}
