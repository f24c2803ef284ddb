/** INSERT, UPDATE and DELETE, with values that go into columns. */
import { invalidQuery, unsupported } from '../../errors';
import { quote } from '../../rows/duck-types';
import { storedTable, type TableName } from '../../table-name';
import { placeOf, read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import { emitAs } from '../expressions/casts';
import { sameNames } from '../expressions/structs';
import type { Plan } from '../plan';
import { existing, inTarget } from './targets';

export function planInsert(fields: Fields, t: Translation): Plan {
  const known = read('INSERT', fields, ['table', 'columns', 'values', 'query']);
  const target = existing(known.table as Fields, t);
  const columns = ((known.columns as Identifier[]) ?? []).map(({ name }) => quote(name)).join(', ');
  const value = (node: Node) => (node.var?.this === 'DEFAULT' ? 'DEFAULT' : t.emit(node));
  const rows = known.query
    ? t.emitQuery(known.query as Node)
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

export function planUpdate(fields: Fields, t: Translation): Plan {
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
      sql: `UPDATE ${storedTable(target)} AS ${quote(alias)} SET ${sets.join(', ')} WHERE ${t.emit((known.where_clause as Fields).this)}`,
    };
  });
}

export const emitAssignment = (column: string, value: Node, target: TableName, t: Translation): string =>
  `${quote(column)} = ${emitAssigned(column, value, target, t)}`;

/** A value for a column; a STRUCT's members by position. */
export function emitAssigned(column: string, value: Node, target: TableName, t: Translation): string {
  const field = t.around.table(target).fields.find(({ name }) => name.toLowerCase() === column.toLowerCase());
  return field?.fields ? emitAs(value, field, t) : t.emit(value);
}

/** The column of `SET column = …` or `SET alias.column = …`. */
function assigned(column: Identifier, alias: string): string {
  const path = column.name.split('.');
  if (path.length === 2 && path[0]!.toLowerCase() === alias.toLowerCase()) return path[1]!;
  if (path.length > 1) throw unsupported('UPDATE of a field inside a STRUCT', placeOf(column));
  return column.name;
}

export function planDelete(fields: Fields, t: Translation): Plan {
  const known = read('DELETE', fields, ['table', 'alias', 'where_clause']);
  const table = { ...(known.table as Fields), alias: known.alias ?? (known.table as Fields).alias };
  const target = existing(table, t);
  if (!known.where_clause) throw invalidQuery('DELETE must have a WHERE clause');
  return inTarget(table, target, t, (alias) => ({
    type: 'DELETE',
    target,
    sql: `DELETE FROM ${storedTable(target)} AS ${quote(alias)} WHERE ${t.emit((known.where_clause as Fields).this)}`,
  }));
}
