/** INSERT: rows of values or of a query, for the columns that are named or for all in their order. */
import { invalidQuery } from '../../errors';
import { quote } from '../../rows/duck-types';
import type { Field } from '../../rows/schema';
import { storedTable, tableKey, type TableName } from '../../table-name';
import { placeOf, read, type Fields, type Identifier, type Node } from '../ast';
import { Translation } from '../context';
import { isNull } from '../expressions/alike';
import { parse } from '../parse';
import type { Plan } from '../plan';
import { selectedNode } from '../queries/selected';
import { checkAssigned, emitAssigned, type Refusal } from './assignment';
import { existing } from './targets';

export function planInsert(fields: Fields, t: Translation): Plan {
  const known = read('INSERT', fields, ['table', 'columns', 'values', 'query']) as {
    table: Fields;
    columns?: Identifier[];
    values?: Node[][];
    query?: Node;
  };
  const target = existing(known.table, t);
  const { fields: all } = t.around.table(target);
  const columns = known.columns?.length ? namedColumns(known.columns, all, target) : all;
  const rows = known.query ? t.emitQuery(known.query) : valueRows(known.values ?? [], columns, t);
  if (known.query) checkColumns(known.query, t.describe(rows), columns);

  // A column that is left out has its default.
  const left = all.filter((field) => field.defaultValueExpression && !columns.includes(field));
  const sql = left.length ? `SELECT *, ${left.map((field) => defaultOf(field, t)).join(', ')} FROM (${rows})` : rows;
  const names = [...columns, ...left].map(({ name }) => quote(name)).join(', ');
  return { type: 'INSERT', target, sql: `INSERT INTO ${storedTable(target)} (${names}) ${sql}` };
}

function namedColumns(names: readonly Identifier[], fields: readonly Field[], target: TableName): Field[] {
  const columns = names.map((identifier) => {
    const found = fields.find(({ name }) => name.toLowerCase() === identifier.name.toLowerCase());
    if (!found)
      throw invalidQuery(`Column ${identifier.name} is not present in table ${tableKey(target)}`, placeOf(identifier));
    return found;
  });
  const twice = names.find((_, at) => columns.indexOf(columns[at]!) !== at);
  if (twice) throw invalidQuery(`INSERT has columns with duplicate name: ${twice.name}`, placeOf(twice));
  return columns;
}

function valueRows(rows: readonly Node[][], columns: readonly Field[], t: Translation): string {
  const texts = rows.map((row) => {
    if (row.length !== columns.length) throw wrongCount(row.length, columns.length, row);
    return `(${row.map((node, at) => emitValue(node, columns[at]!, t)).join(', ')})`;
  });
  return `VALUES ${texts.join(', ')}`;
}

/** A value to insert into a column; DEFAULT is the column's. */
export function emitValue(node: Node, column: Field, t: Translation): string {
  if (node.var?.this === 'DEFAULT') return defaultOf(column, t);
  return emitAssigned(node, column, insertRefusal(column, 'Value'), t);
}

/** @param what is inserted, as in GoogleSQL's messages */
export const insertRefusal =
  ({ name }: Field, what: string): Refusal =>
  (given, expected) =>
    invalidQuery(`${what} has type ${given} which cannot be inserted into column ${name}, which has type ${expected}`);

/** A column's default, of GoogleSQL; NULL where there is none. */
function defaultOf({ defaultValueExpression }: Field, t: Translation): string {
  if (!defaultValueExpression) return 'NULL';
  const { statements, literals } = parse(`SELECT ${defaultValueExpression}`);
  return new Translation(t.around, literals, t.grammar).emit((statements[0]!.select!.expressions as Node[])[0]);
}

function checkColumns(query: Node, given: readonly Field[], columns: readonly Field[]): void {
  if (given.length !== columns.length) throw wrongCount(given.length, columns.length, query);
  columns.forEach((column, at) => {
    const selected = selectedNode(query, at, given.length);
    if (!selected || !isNull(selected))
      checkAssigned(given[at]!, column, insertRefusal(column, `Query column ${at + 1}`));
  });
}

const wrongCount = (has: number, expected: number, at: unknown) =>
  invalidQuery(`Inserted row has wrong column count; Has ${has}, expected ${expected}`, placeOf(at));
