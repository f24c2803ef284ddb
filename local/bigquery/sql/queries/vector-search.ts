/** VECTOR_SEARCH: the nearest rows of a table to each vector of a query, found by comparing all of them. */
import { invalidQuery, unsupported } from '../../errors';
import { quote } from '../../rows/duck-types';
import type { Field } from '../../rows/schema';
import { kindOf, placeOf, read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import { splitPath, tableName } from './table-paths';
import { argumentsOf, checkOptions, distanceOf, textOf } from './vector-arguments';

export const isVectorSearch = (node: Node): boolean =>
  /^VECTOR_SEARCH$/i.test((node.function?.name as string | undefined) ?? '');

/** As a query of `query` (of a table's vectors, not of `query_value`), `base` and `distance`. */
export function emitVectorSearch(fields: Fields, t: Translation): string {
  const place = placeOf(fields);
  const { positional, named } = argumentsOf(fields);
  const [base, column, queries, queryColumn] = positional;
  const { query_value: value, query_column_to_search: namedColumn = queryColumn, ...more } = named;
  if (!base || !column || Boolean(queries) === Boolean(value) || positional.length > (queries ? 4 : 2))
    throw invalidQuery('No matching signature for table-valued function VECTOR_SEARCH', place);
  const distance = distanceOf(more.distance_type, t);
  checkOptions(more.options, t);

  checkBaseQuery(base, t);
  const searched = emitRows(base, t);
  const vectors = vectorColumn(column, 'column_to_search', columnsOf(searched, t), t);
  const asked = queries ? emitRows(queries, t) : `SELECT CAST(${t.emit(value)} AS DOUBLE[]) AS value`;
  const vector = !queries
    ? 'value'
    : namedColumn
      ? vectorColumn(namedColumn, 'query_column_to_search', columnsOf(asked, t), t)
      : likeliestColumn(vectors, columnsOf(asked, t));
  const nearest = more.top_k ? t.emit(more.top_k) : '10';
  return (
    `SELECT ${queries ? 'query, ' : ''}base, distance FROM (` +
    `SELECT number, query, base, ${distance}(query.${quote(vector)}, base.${quote(vectors)}) AS distance ` +
    `FROM (SELECT row_number() OVER () AS number, one AS query FROM (${asked}) AS one), ` +
    `(SELECT one AS base FROM (${searched}) AS one)) ` +
    `QUALIFY bq_is_nearest(row_number() OVER (PARTITION BY number ORDER BY distance), ${nearest})`
  );
}

/** TABLE t, or a query in parentheses, which sees none of the FROM clauses around it. */
function emitRows(node: Node, t: Translation): string {
  const table = node.table_argument && (read('TABLE', node.table_argument, ['prefix', 'this']).this as Node);
  if (!table && !node.subquery) throw invalidQuery('VECTOR_SEARCH searches TABLE name, or a query in parentheses');
  const query = table
    ? { select: { expressions: [{ star: {} }], from: { expressions: [asTable(table)] }, joins: [] } }
    : node;
  const scopes = t.scopes.splice(0);
  t.embedded++;
  try {
    const text = t.emitQuery(query as Node);
    return table ? text : text.replace(/^\((.*)\)$/s, '$1');
  } finally {
    t.embedded--;
    t.scopes.push(...scopes);
  }
}

/** What is searched may be filtered, and no more: an index could not be used for anything else. */
function checkBaseQuery({ subquery, table_argument: table }: Node, t: Translation): void {
  const select = (subquery?.this as Node | undefined)?.select;
  const tables = table
    ? [table.this as Node]
    : ((select?.from as Fields | undefined)?.expressions as Node[] | undefined);
  for (const each of tables ?? []) checkSearched(each, Boolean(select), t);
  const clauses = ['group_by', 'having', 'qualify', 'order_by', 'limit', 'offset', 'distinct', 'with', 'windows'];
  const other = subquery && (select ? clauses.find((clause) => select[clause]) : 'set operations');
  if (other)
    throw invalidQuery(
      `The base table query of VECTOR_SEARCH may only have SELECT, FROM and WHERE, not ${other.replaceAll('_', ' ').toUpperCase()}`,
      placeOf(subquery),
    );
}

/** A table of the project that asks, and where a query names it, no view (cloud.google.com/bigquery/docs/reference/standard-sql/search_functions). */
function checkSearched(node: Node, isInQuery: boolean, t: Translation): void {
  const { name, schema, catalog } = (node.table ?? {}) as Record<string, Identifier | null | undefined>;
  const parts = [catalog, schema, name].filter((part) => part !== undefined && part !== null);
  const path = splitPath(parts);
  if (path.length < 2) return;
  const table = tableName(path, t, placeOf(node));
  if (table.project !== t.around.project)
    throw invalidQuery(`VECTOR_SEARCH searches tables of the project that runs it alone, not of ${table.project}`);
  if (isInQuery && t.around.table(table).view !== undefined)
    throw invalidQuery('The base table query of VECTOR_SEARCH may name no logical view', placeOf(node));
}

/** The parser reads a plain name as a column. */
function asTable(node: Node): Node {
  if (node.table) return node;
  if (!node.column) throw unsupported(`TABLE of ${kindOf(node)}`, placeOf(node));
  const { name, table } = read('TABLE', node.column, ['name', 'table']);
  return { table: { name, ...(table ? { schema: table } : {}) } };
}

const columnsOf = (query: string, t: Translation): Field[] => t.describe(t.within(query));

/** The column that an argument names. @throws BigQueryError unless it is there and holds vectors */
function vectorColumn(node: Node, argument: string, columns: readonly Field[], t: Translation): string {
  const name = textOf(node, argument, t);
  const found = columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  if (!found) throw invalidQuery(`Unrecognized name: ${name}`, placeOf(node));
  if (found.type === 'STRING' && found.mode !== 'REPEATED')
    throw unsupported('VECTOR_SEARCH of texts, which needs autonomous embedding generation', placeOf(node));
  if (!isVector(found))
    throw invalidQuery(
      `The column specified by the \`${argument}\` argument of VECTOR_SEARCH must be an array of FLOAT64`,
      placeOf(node),
    );
  return found.name;
}

/** Of a query that does not say which column its vectors are in: the one of the same name, or its only one. */
function likeliestColumn(vectors: string, columns: readonly Field[]): string {
  const candidates = columns.filter(isVector).map(({ name }) => name);
  const same = candidates.find((name) => name.toLowerCase() === vectors.toLowerCase());
  if (!same && candidates.length !== 1)
    throw invalidQuery(`VECTOR_SEARCH needs query_column_to_search: the query has no column ${vectors} of vectors`);
  return same ?? candidates[0]!;
}

const isVector = ({ type, mode }: Field): boolean => mode === 'REPEATED' && /^FLOAT(64)?$/.test(type);
