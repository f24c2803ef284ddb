/** Where a job's rows go: createDisposition and writeDisposition, applied inside the job's transaction. */
import { isDeepStrictEqual } from 'node:util';
import type { Principal } from '../../iam/access';
import type { Context } from '../context';
import { BigQueryError } from '../errors';
import { allow, tablePath, datasetPath } from '../permissions';
import { normalizeFields, type Field } from '../rows/schema';
import type { Change } from '../store/record-table';
import type { TableRecord } from '../store/records';
import { qualifiedName, storedTable, type TableName } from '../table-name';

export interface Disposition {
  createDisposition?: string;
  writeDisposition?: string;
}

/**
 * The table, ready to take rows of `fields`.
 * @throws BigQueryError duplicate (WRITE_EMPTY on a table with rows), notFound (CREATE_NEVER, no dataset), invalid (another schema), accessDenied
 */
export async function prepareDestination(
  context: Context,
  change: Change,
  name: TableName,
  fields: readonly Field[],
  disposition: Disposition & { settings?: Record<string, unknown> },
  principal: Principal,
): Promise<TableRecord> {
  const { warehouse } = context;
  const { createDisposition = 'CREATE_IF_NEEDED', writeDisposition = 'WRITE_EMPTY', settings } = disposition;
  warehouse.dataset(name.project, name.dataset);
  const existing = warehouse.findTable(name);
  // A job that might create a table needs the permission to, even when the table is there.
  if (createDisposition !== 'CREATE_NEVER')
    allow(context, principal, 'bigquery.tables.create', datasetPath(name.project, name.dataset));
  if (!existing) {
    if (createDisposition === 'CREATE_NEVER')
      throw new BigQueryError('notFound', `Not found: Table ${qualifiedName(name)}`);
    return warehouse.createTable(change, name, normalizeFields(fields), settings);
  }
  if (existing.view !== undefined)
    throw new BigQueryError(
      'invalid',
      `${qualifiedName(name)} is not allowed for this operation because it is currently a VIEW.`,
    );
  checkSamePartitioning(existing, settings);
  if (writeDisposition !== 'WRITE_TRUNCATE') allow(context, principal, 'bigquery.tables.updateData', tablePath(name));
  else {
    allowReplacing(context, principal, name);
    return warehouse.createTable(change, name, normalizeFields(fields), { ...existing.settings, ...settings });
  }
  if (existing.fields.length === 0)
    return warehouse.createTable(change, name, normalizeFields(fields), existing.settings);
  if (writeDisposition === 'WRITE_EMPTY' && (await hasRows(change, name))) {
    throw new BigQueryError('duplicate', `Already Exists: Table ${qualifiedName(name)}`);
  }
  checkFits(fields, existing.fields, name);
  await warehouse.updateTable(change, existing);
  return existing;
}

/** @throws BigQueryError invalid when a job asks for other partitions than the table has */
function checkSamePartitioning({ settings: has }: TableRecord, wants: Record<string, unknown> = {}): void {
  for (const key of ['rangePartitioning', 'timePartitioning']) {
    if (wants[key] === undefined || isDeepStrictEqual(wants[key], has[key])) continue;
    throw new BigQueryError(
      'invalid',
      `Incompatible table partitioning specification. Expected partitioning specification ${JSON.stringify(has[key] ?? 'none')}, but input partitioning specification is ${JSON.stringify(wants[key])}`,
    );
  }
}

/** To put other rows, and perhaps another schema, in a table's place. @throws BigQueryError accessDenied */
export function allowReplacing(context: Context, principal: Principal, name: TableName): void {
  for (const permission of ['bigquery.tables.update', 'bigquery.tables.updateData'])
    allow(context, principal, permission, tablePath(name));
}

async function hasRows({ connection }: Change, name: TableName): Promise<boolean> {
  return (await connection.runAndReadAll(`SELECT 1 FROM ${storedTable(name)} LIMIT 1`)).currentRowCount > 0;
}

/** @throws BigQueryError invalid when rows of `fields` are not rows of the table */
function checkFits(fields: readonly Field[], table: readonly Field[], name: TableName, path = ''): void {
  const refuse = (reason: string): never => {
    throw new BigQueryError('invalid', `Provided Schema does not match Table ${qualifiedName(name)}. ${reason}`);
  };
  for (const field of fields) {
    const known =
      table.find((one) => one.name.toLowerCase() === field.name.toLowerCase()) ??
      refuse(`Cannot add fields (field: ${path}${field.name})`);
    if (known.type !== field.type)
      refuse(`Field ${path}${field.name} has changed type from ${known.type} to ${field.type}`);
    if ((known.mode === 'REPEATED') !== (field.mode === 'REPEATED'))
      refuse(`Field ${path}${field.name} has changed mode from ${known.mode} to ${field.mode}`);
    if (field.fields) checkFits(field.fields, known.fields ?? [], name, `${path}${field.name}.`);
  }
}
