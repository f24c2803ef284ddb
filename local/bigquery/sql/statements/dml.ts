/** UPDATE and DELETE, with values that go into columns. */
import { invalidQuery, unsupported } from '../../errors';
import { quote } from '../../rows/duck-types';
import { storedTable, type TableName } from '../../table-name';
import { placeOf, read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import type { Plan } from '../plan';
import { checkPartitionFilter, partitionFilter } from '../queries/pruning';
import { emitAssigned, type Refusal } from './assignment';
import { existing, inTarget } from './targets';

export function planUpdate(fields: Fields, t: Translation): Plan {
  const known = read('UPDATE', fields, ['table', 'set', 'where_clause', 'from_clause']);
  if (known.from_clause) throw unsupported('UPDATE … FROM: use MERGE');
  const table = known.table as Fields;
  const target = existing(table, t);
  if (!known.where_clause) throw invalidQuery('UPDATE must have a WHERE clause');
  return inTarget(table, target, t, (alias) => {
    requireFilter(known.where_clause as Fields, target, alias, t);
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

export function emitAssignment(column: string, value: Node, target: TableName, t: Translation): string {
  const field = t.around.table(target).fields.find(({ name }) => name.toLowerCase() === column.toLowerCase());
  const refusal: Refusal = (given, expected) =>
    invalidQuery(`Value of type ${given} cannot be assigned to ${column}, which has type ${expected}`, placeOf(value));
  // A column that is not there is DuckDB's to refuse.
  return `${quote(column)} = ${field ? emitAssigned(value, field, refusal, t) : t.emit(value)}`;
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
  return inTarget(table, target, t, (alias) => {
    requireFilter(known.where_clause as Fields, target, alias, t);
    return {
      type: 'DELETE',
      target,
      sql: `DELETE FROM ${storedTable(target)} AS ${quote(alias)} WHERE ${t.emit((known.where_clause as Fields).this)}`,
    };
  });
}

function requireFilter(where: Fields, target: TableName, alias: string, t: Translation): void {
  const table = t.around.table(target);
  checkPartitionFilter(target, table, partitionFilter(where.this as Node, alias, table, t));
}
