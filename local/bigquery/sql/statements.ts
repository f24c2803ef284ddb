/** Statements: what each one does to which table, as a plan that the jobs carry out. */
import { invalidQuery, unsupported } from '../errors';
import { quote, type Field } from '../schema';
import { kindOf, placeOf, read, type Fields, type Identifier, type Node } from './ast';
import { storedTable, tableKey, type TableName, type Translation } from './context';
import { emit, emitAs } from './expression';
import { splitPath, tableName } from './from';
import { literalOf } from './literals';
import { emitMerge } from './merge';
import { emitQuery, isQuery, sameNames } from './query';
import { fieldOfType } from './types';

export type Plan =
  | { type: 'SELECT'; sql: string }
  | { type: 'EXPORT_DATA'; sql: string; options: Record<string, string | boolean> }
  | {
      type: 'CREATE_TABLE' | 'CREATE_TABLE_AS_SELECT';
      target: TableName;
      sql?: string;
      fields?: Field[];
      orReplace: boolean;
      ifNotExists: boolean;
      properties: TableProperties;
    }
  | { type: 'CREATE_VIEW'; target: TableName; sql: string; orReplace: boolean; ifNotExists: boolean }
  | { type: 'DROP_TABLE' | 'DROP_VIEW'; target: TableName; ifExists: boolean }
  | {
      type: 'CREATE_SCHEMA' | 'DROP_SCHEMA';
      project: string;
      dataset: string;
      ifExists: boolean;
      ifNotExists: boolean;
      cascade: boolean;
    }
  | {
      type: 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE' | 'TRUNCATE_TABLE';
      target: TableName;
      sql: string;
      ambiguous?: string;
    };

export interface TableProperties {
  partitionField?: string;
  clusterFields?: string[];
  description?: string;
}

export function planStatement(node: Node, t: Translation): Plan {
  const kind = kindOf(node);
  if (isQuery(kind)) return { type: 'SELECT', sql: emitQuery(node, t) };
  const rule = rules[kind];
  if (!rule) throw unsupported(`${kind.replaceAll('_', ' ').toUpperCase()} statement`, placeOf(node));
  return rule(node[kind]!, t);
}

const rules: Record<string, (fields: Fields, t: Translation) => Plan> = {
  export: planExport,
  create_table: planCreateTable,
  create_view: (fields, t) => {
    const known = read('CREATE VIEW', fields, ['name', 'query', 'or_replace', 'if_not_exists']);
    return {
      type: 'CREATE_VIEW',
      target: targetOf(known.name as Fields, t),
      sql: emitQuery(known.query as Node, t),
      orReplace: Boolean(known.or_replace),
      ifNotExists: Boolean(known.if_not_exists),
    };
  },
  drop_table: (fields, t) => {
    const { names, if_exists: ifExists } = read('DROP TABLE', fields, ['names', 'if_exists']) as {
      names: Fields[];
      if_exists: boolean;
    };
    if (names.length !== 1) throw unsupported('DROP of several tables');
    return { type: 'DROP_TABLE', target: targetOf(names[0]!, t), ifExists: Boolean(ifExists) };
  },
  drop_view: (fields, t) => {
    const known = read('DROP VIEW', fields, ['name', 'if_exists']);
    return { type: 'DROP_VIEW', target: targetOf(known.name as Fields, t), ifExists: Boolean(known.if_exists) };
  },
  create_schema: (fields, t) => {
    const known = read('CREATE SCHEMA', fields, ['name', 'if_not_exists']);
    return {
      type: 'CREATE_SCHEMA',
      ...datasetOf(known.name as Identifier[], t),
      ifExists: false,
      ifNotExists: Boolean(known.if_not_exists),
      cascade: false,
    };
  },
  drop_schema: (fields, t) => {
    const known = read('DROP SCHEMA', fields, ['name', 'if_exists', 'cascade']);
    return {
      type: 'DROP_SCHEMA',
      ...datasetOf([known.name as Identifier], t),
      ifExists: Boolean(known.if_exists),
      ifNotExists: false,
      cascade: Boolean(known.cascade),
    };
  },
  truncate: (fields, t) => {
    const known = read('TRUNCATE TABLE', fields, ['target', 'table']);
    const target = existing(known.table as Fields, t);
    return { type: 'TRUNCATE_TABLE', target, sql: `DELETE FROM ${storedTable(target)}` };
  },
  insert: planInsert,
  update: planUpdate,
  delete: planDelete,
  merge: (fields, t) => emitMerge(fields, t),
};

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

function datasetOf(name: Identifier[], t: Translation) {
  const path = splitPath(name);
  return { project: path.length > 1 ? path[0]! : t.around.project, dataset: path.at(-1)! };
}

function planExport(fields: Fields, t: Translation): Plan {
  const { this: query, options } = read('EXPORT DATA', fields, ['this', 'options']) as { this: Node; options: Node[] };
  const values = (options ?? []).map((option): [string, string | boolean] => {
    const { left, right } = option.eq as { left: Node; right: Node };
    return [(left.column!.name as Identifier).name.toLowerCase(), constant(right, t)];
  });
  return { type: 'EXPORT_DATA', sql: emitQuery(query, t), options: Object.fromEntries(values) };
}

function constant(node: Node, t: Translation): string | boolean {
  if (node.boolean) return Boolean(node.boolean.value);
  const text = node.literal ? literalOf(String(node.literal.value), t.literals)?.text : undefined;
  if (text === undefined) throw unsupported('an option that is not a literal', placeOf(node));
  return text;
}

function planCreateTable(fields: Fields, t: Translation): Plan {
  const known = read('CREATE TABLE', fields, [
    'name',
    'columns',
    'as_select',
    'or_replace',
    'if_not_exists',
    'properties',
    'temporary',
  ]);
  if (known.temporary) throw unsupported('CREATE TEMP TABLE');
  const columns = (known.columns as Fields[]) ?? [];
  if (columns.length && known.as_select) throw unsupported('a column list in CREATE TABLE AS SELECT');
  return {
    type: known.as_select ? 'CREATE_TABLE_AS_SELECT' : 'CREATE_TABLE',
    target: targetOf(known.name as Fields, t),
    ...(known.as_select ? { sql: emitQuery(known.as_select as Node, t) } : { fields: columns.map(columnOf) }),
    orReplace: Boolean(known.or_replace),
    ifNotExists: Boolean(known.if_not_exists),
    properties: propertiesOf((known.properties as Node[]) ?? [], t),
  };
}

function columnOf(fields: Fields): Field {
  const {
    name,
    data_type: type,
    constraint_order: constraints,
  } = read('column', fields, ['name', 'data_type', 'constraint_order', 'nullable']) as {
    name: Identifier;
    data_type: unknown;
    constraint_order?: string[];
  };
  const unknown = constraints?.find((constraint) => constraint !== 'NotNull');
  if (unknown) throw unsupported(`${unknown} on a column`);
  const field = fieldOfType(type, name.name);
  return constraints?.length ? { ...field, mode: 'REQUIRED' } : field;
}

function propertiesOf(properties: Node[], t: Translation): TableProperties {
  const result: TableProperties = {};
  for (const property of properties) {
    const kind = kindOf(property);
    if (kind === 'partition_by_property') {
      const [by] = property[kind]!.expressions as Node[];
      const column = by?.column ?? (by?.function?.args as Node[] | undefined)?.[0]?.column;
      if (!column) throw unsupported('PARTITION BY of this form');
      result.partitionField = (column.name as Identifier).name;
    } else if (kind === 'cluster_by_columns_property') {
      result.clusterFields = (property[kind]!.columns as Identifier[]).map(({ name }) => name);
    } else if (kind === 'options_property') {
      for (const { key, value } of property[kind]!.entries as { key: Identifier; value: Node }[]) {
        if (key.name.toLowerCase() !== 'description') throw unsupported(`table option ${key.name}`);
        result.description = String(constant(value, t));
      }
    } else throw unsupported(`${kind.replaceAll('_', ' ')} in CREATE TABLE`);
  }
  return result;
}

function planInsert(fields: Fields, t: Translation): Plan {
  const known = read('INSERT', fields, ['table', 'columns', 'values', 'query']);
  const target = existing(known.table as Fields, t);
  const columns = ((known.columns as Identifier[]) ?? []).map(({ name }) => quote(name)).join(', ');
  const value = (node: Node) => (node.var?.this === 'DEFAULT' ? 'DEFAULT' : emit(node, t));
  const rows = known.query
    ? emitQuery(known.query as Node, t)
    : `VALUES ${(known.values as Node[][]).map((row) => `(${row.map(value).join(', ')})`).join(', ')}`;
  checkInserted(rows, (known.columns as Identifier[]) ?? [], target, t);
  return { type: 'INSERT', target, sql: `INSERT INTO ${storedTable(target)}${columns ? ` (${columns})` : ''} ${rows}` };
}

/** STRUCTs are inserted by position; DuckDB would go by name, so other names are refused. */
function checkInserted(rows: string, columns: readonly Identifier[], target: TableName, t: Translation): void {
  const { fields } = t.around.table(target);
  const named = columns.map(({ name }) => fields.find((field) => field.name.toLowerCase() === name.toLowerCase()));
  const into = columns.length ? named : fields;
  if (!into.some((field) => field?.fields)) return;
  const given = t.describe(rows);
  if (!into.every((field, at) => !field?.fields || (given[at] && sameNames(field, given[at])))) {
    throw unsupported('INSERT of a STRUCT whose fields have other names than the column’s');
  }
}

function planUpdate(fields: Fields, t: Translation): Plan {
  const known = read('UPDATE', fields, ['table', 'set', 'where_clause', 'from_clause']);
  if (known.from_clause) throw unsupported('UPDATE … FROM: use MERGE');
  const table = known.table as Fields;
  const target = existing(table, t);
  if (!known.where_clause) throw invalidQuery('UPDATE must have a WHERE clause');
  return inTarget(table, target, t, (alias) => {
    const sets = (known.set as [Identifier, Node][]).map(([column, value]) =>
      emitAssignment(assigned(column, alias), value, target, t),
    );
    return {
      type: 'UPDATE',
      target,
      sql: `UPDATE ${storedTable(target)} AS ${quote(alias)} SET ${sets.join(', ')} WHERE ${emit((known.where_clause as Fields).this, t)}`,
    };
  });
}

export const emitAssignment = (column: string, value: Node, target: TableName, t: Translation): string =>
  `${quote(column)} = ${emitAssigned(column, value, target, t)}`;

/** A value for a column; a STRUCT's members by position. */
export function emitAssigned(column: string, value: Node, target: TableName, t: Translation): string {
  const field = t.around.table(target).fields.find(({ name }) => name.toLowerCase() === column.toLowerCase());
  return field?.fields ? emitAs(value, field, t) : emit(value, t);
}

/** The column of `SET column = …` or `SET alias.column = …`. */
function assigned(column: Identifier, alias: string): string {
  const path = column.name.split('.');
  if (path.length === 2 && path[0]!.toLowerCase() === alias.toLowerCase()) return path[1]!;
  if (path.length > 1) throw unsupported('UPDATE of a field inside a STRUCT', placeOf(column));
  return column.name;
}

function planDelete(fields: Fields, t: Translation): Plan {
  const known = read('DELETE', fields, ['table', 'alias', 'where_clause']);
  const table = { ...(known.table as Fields), alias: known.alias ?? (known.table as Fields).alias };
  const target = existing(table, t);
  if (!known.where_clause) throw invalidQuery('DELETE must have a WHERE clause');
  return inTarget(table, target, t, (alias) => ({
    type: 'DELETE',
    target,
    sql: `DELETE FROM ${storedTable(target)} AS ${quote(alias)} WHERE ${emit((known.where_clause as Fields).this, t)}`,
  }));
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
