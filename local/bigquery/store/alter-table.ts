/** A table brought to a new schema: columns may be added, and need no longer be required. */
import { BigQueryError } from '../errors';
import { columnDefinition, duckType, quote } from '../rows/duck-types';
import type { Field } from '../rows/schema';
import { qualifiedName, storedTable, type TableName } from '../table-name';

/** The DuckDB statements that do it. @throws BigQueryError invalid for what BigQuery refuses as well */
export function alterationsOf(name: TableName, before: readonly Field[], after: readonly Field[]): string[] {
  const stored = storedTable(name);
  if (before.length === 0)
    return after.length ? [`CREATE TABLE ${stored} (${after.map(columnDefinition).join(', ')})`] : [];
  const refuse = (message: string): never => {
    throw new BigQueryError('invalid', `Provided Schema does not match Table ${qualifiedName(name)}. ${message}`);
  };
  const find = (fields: readonly Field[], field: Field) =>
    fields.find((one) => one.name.toLowerCase() === field.name.toLowerCase());
  for (const field of before) if (!find(after, field)) refuse(`Field ${field.name} is missing in new schema`);
  return after.flatMap((field) => {
    const known = find(before, field);
    if (!known)
      return field.mode === 'REQUIRED'
        ? refuse(`Cannot add required fields to an existing schema. (field: ${field.name})`)
        : [`ALTER TABLE ${stored} ADD COLUMN ${quote(field.name)} ${duckType(field)}`];
    if (duckType(known) !== duckType(field))
      return refuse(`Field ${field.name} has changed type from ${known.type} to ${field.type}`);
    if (known.mode !== 'REQUIRED' && field.mode === 'REQUIRED')
      return refuse(`Field ${field.name} has changed mode from NULLABLE to REQUIRED`);
    return known.mode === 'REQUIRED' && field.mode !== 'REQUIRED'
      ? [`ALTER TABLE ${stored} ALTER COLUMN ${quote(field.name)} DROP NOT NULL`]
      : [];
  });
}
