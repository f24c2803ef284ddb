/** VECTOR_SEARCH: the nearest rows of a table to each vector of a query, found by comparing all of them. */
import { invalidQuery, unsupported } from '../../errors';
import { quote } from '../../rows/duck-types';
import type { Field } from '../../rows/schema';
import { kindOf, placeOf, read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';

/** Smaller is nearer for all of them: of DOT_PRODUCT it is the negative one. */
const distances: Record<string, string> = {
  COSINE: 'bq_cosine_distance',
  EUCLIDEAN: 'bq_euclidean_distance',
  DOT_PRODUCT: 'bq_negative_dot_product',
};

const namedArguments = ['query_column_to_search', 'query_value', 'top_k', 'distance_type', 'options'];

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

  checkBaseQuery(base);
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

function argumentsOf(fields: Fields): { positional: Node[]; named: Record<string, Node> } {
  const positional: Node[] = [];
  const named: Record<string, Node> = {};
  const { args } = read('function', fields, ['name', 'args']) as { args: Node[] };
  for (const arg of args) {
    if (!arg.named_argument) {
      positional.push(arg);
      continue;
    }
    const { name, value } = read('argument', arg.named_argument, ['name', 'value', 'separator']) as {
      name: Identifier;
      value: Node;
    };
    const key = name.name.toLowerCase();
    if (!namedArguments.includes(key))
      throw invalidQuery(
        `Named argument \`${name.name}\` not found in signature for call to function VECTOR_SEARCH`,
        placeOf(name),
      );
    if (named[key]) throw invalidQuery(`Duplicate named argument \`${name.name}\` found in call to function`);
    named[key] = value;
  }
  return { positional, named };
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
function checkBaseQuery({ subquery }: Node): void {
  const select = (subquery?.this as Node | undefined)?.select;
  const clauses = ['group_by', 'having', 'qualify', 'order_by', 'limit', 'offset', 'distinct', 'with', 'windows'];
  const other = subquery && (select ? clauses.find((clause) => select[clause]) : 'set operations');
  if (other)
    throw invalidQuery(
      `The base table query of VECTOR_SEARCH may only have SELECT, FROM and WHERE, not ${other.replaceAll('_', ' ').toUpperCase()}`,
      placeOf(subquery),
    );
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

function distanceOf(node: Node | undefined, t: Translation): string {
  const name = node ? textOf(node, 'distance_type', t).toUpperCase() : 'EUCLIDEAN';
  const found = distances[name];
  if (!found)
    throw invalidQuery(
      `\`distance_type\` argument of VECTOR_SEARCH must be set to one of ${Object.keys(distances).join(' or ')}`,
      placeOf(node),
    );
  return found;
}

/** What the options choose is how an index is used: without one, all vectors are compared whatever they say. */
function checkOptions(node: Node | undefined, t: Translation): void {
  if (!node) return;
  const {
    use_brute_force: all = false,
    fraction_lists_to_search: share,
    ...others
  } = parsed(textOf(node, 'options', t));
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalidQuery(`Unknown option ${other} in \`options\` of VECTOR_SEARCH`);
  if (typeof all !== 'boolean') throw invalidQuery('use_brute_force in `options` of VECTOR_SEARCH must be a boolean');
  if (share === undefined) return;
  if (all) throw invalidQuery('`options` of VECTOR_SEARCH has both use_brute_force and fraction_lists_to_search');
  if (typeof share !== 'number' || share < 0 || share > 1)
    throw invalidQuery('fraction_lists_to_search in `options` of VECTOR_SEARCH must be between 0.0 and 1.0');
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw invalidQuery('`options` argument of VECTOR_SEARCH must be a valid JSON-formatted string literal');
}

function textOf(node: Node, argument: string, t: Translation): string {
  const literal = t.stringLiteral(node);
  if (literal?.kind !== 'string')
    throw invalidQuery(`\`${argument}\` argument of VECTOR_SEARCH must be a constant STRING literal`, placeOf(node));
  return literal.text;
}
