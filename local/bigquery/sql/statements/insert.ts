/** INSERT: rows of values or of a query, for the columns that are named or for all in their order. */
import { invalidQuery, unsupported } from '../../errors';
import { quote } from '../../rows/duck-types';
import { sqlName, type Field } from '../../rows/schema';
import { storedTable, tableKey, type TableName } from '../../table-name';
import { kindOf, placeOf, read, type Fields, type Identifier, type Node } from '../ast';
import { Translation } from '../context';
import { emitAs } from '../expressions/casts';
import { sameNames } from '../expressions/structs';
import { parse } from '../parse';
import type { Plan } from '../plan';
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
  const given = t.describe(rows);
  const count = given.length;
  if (count !== columns.length) throw wrongCount(count, columns.length, known.query);
  columns.forEach((column, at) => checkValue(given[at]!, column, known.query ? at + 1 : undefined));

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

/** A STRUCT that is written out takes the column's names, by position. */
function emitValue(node: Node, column: Field, t: Translation): string {
  if (node.var?.this === 'DEFAULT') return defaultOf(column, t);
  const isWritten = /^(struct|tuple|array|array_func)$/.test(kindOf(node)) || node.function?.name === 'STRUCT';
  return column.fields && isWritten ? emitAs(node, column, t) : t.emit(node);
}

/** A column's default, of GoogleSQL; NULL where there is none. */
function defaultOf({ defaultValueExpression }: Field, t: Translation): string {
  if (!defaultValueExpression) return 'NULL';
  const { statements, literals } = parse(`SELECT ${defaultValueExpression}`);
  return new Translation(t.around, literals, t.grammar).emit((statements[0]!.select!.expressions as Node[])[0]);
}

/** Types that a text which is written in a row of values is read as. */
const ofTexts = new Set(['STRING', 'DATE', 'TIME', 'DATETIME', 'TIMESTAMP']);

/** @param position of a query's column; undefined for values, which may be literals */
function checkValue(given: Field, column: Field, position?: number): void {
  const isText = given.type === 'STRING' && given.mode !== 'REPEATED' && column.mode !== 'REPEATED';
  if (isText && !(position === undefined ? ofTexts.has(column.type) : column.type === 'STRING'))
    throw invalidQuery(
      `${position === undefined ? 'Value' : `Query column ${position}`} has type STRING which cannot be inserted into column ${column.name}, which has type ${sqlName(column.type)}`,
    );
  // STRUCTs go by position; DuckDB would go by name.
  if (column.fields && given.type === 'RECORD' && !sameNames(column, given))
    throw unsupported('INSERT of a STRUCT whose fields have other names than the column’s');
}

const wrongCount = (has: number, expected: number, at: unknown) =>
  invalidQuery(`Inserted row has wrong column count; Has ${has}, expected ${expected}`, placeOf(at));
