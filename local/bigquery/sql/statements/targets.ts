/** The tables and datasets that statements write to. */
import { invalidQuery } from '../../errors';
import { quote } from '../../rows/duck-types';
import { storedTable, tableKey, type TableName } from '../../table-name';
import { placeOf, read, type Fields, type Identifier } from '../ast';
import type { Translation } from '../context';
import { splitPath, tableName } from '../queries/table-paths';

/** The table a statement writes to; it may not exist yet. */
export function targetOf(table: Fields, t: Translation): TableName {
  const known = read('table', table, ['name', 'schema', 'catalog', 'alias']) as {
    name: Identifier;
    schema?: Identifier;
    catalog?: Identifier;
  };
  const parts = [known.catalog, known.schema, known.name].filter((part) => part !== undefined && part !== null);
  return tableName(splitPath(parts), t, placeOf(parts[0]));
}

export function existing(table: Fields, t: Translation): TableName {
  const target = targetOf(table, t);
  if (t.around.table(target).view !== undefined) throw invalidQuery(`Cannot write to view ${tableKey(target)}`);
  return target;
}

export function datasetOf(name: Identifier[], t: Translation) {
  const path = splitPath(name);
  return { project: path.length > 1 ? path[0]! : t.around.project, dataset: path.at(-1)! };
}

/** Runs `plan` with the target's rows in scope. */
export function inTarget<T>(table: Fields, target: TableName, t: Translation, plan: (alias: string) => T): T {
  const alias = (table.alias as Identifier | null)?.name ?? target.table;
  t.references.set(tableKey(target), target);
  t.scopes.push({ relations: new Map([[alias.toLowerCase(), { text: `${storedTable(target)} AS ${quote(alias)}` }]]) });
  try {
    return plan(alias);
  } finally {
    t.scopes.pop();
  }
}
