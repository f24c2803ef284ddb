/** Queries: SELECT, set operations and parentheses, each with its WITH. */
import { invalidQuery, unsupported } from '../../errors';
import { quote } from '../../rows/duck-types';
import { kindOf, placeOf, read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation, WithClause } from '../context';
import { emitSelect } from './select';
import { emitSetOperation, setOperations } from './set-operations';
import { emitTail } from './tail';

/** A query as DuckDB text, without parentheses around it. */
export function emitQuery(node: Node, t: Translation): string {
  const kind = kindOf(node);
  const fields = node[kind]!;
  return withCtes(fields, t, () => {
    if (kind === 'select') return emitSelect(fields, t);
    if (kind === 'subquery') return emitParenthesised(fields, t);
    if (setOperations[kind]) return emitSetOperation(kind, fields, t);
    throw unsupported(`${kind.replaceAll('_', ' ').toUpperCase()} as a query`, placeOf(fields));
  });
}

function withCtes(fields: Fields, t: Translation, body: () => string): string {
  if (!fields.with) return body();
  const { ctes, recursive } = read('with', fields.with as Fields, ['ctes', 'recursive']);
  const clause: WithClause = { names: new Map(), queries: [], recursive: Boolean(recursive) };
  t.ctes.push(clause);
  try {
    for (const cte of ctes as Fields[]) {
      const { alias, this: query } = read('cte', cte, ['alias', 'this']) as { alias: Identifier; this: Node };
      const key = alias.name.toLowerCase();
      if (clause.names.has(key)) throw invalidQuery(`Duplicate alias ${alias.name} for WITH subquery`, placeOf(alias));
      if (recursive) clause.names.set(key, alias.name);
      // A subquery of WITH sees none of the FROM clauses around it.
      const scopes = t.scopes.splice(0);
      t.embedded++;
      const text = t.emitQuery(query);
      t.embedded--;
      t.scopes.push(...scopes);
      clause.names.set(key, alias.name);
      clause.queries.push({ name: alias.name, text });
    }
    const texts = clause.queries.map(({ name, text }) => `${quote(name)} AS (${text})`);
    const last = body();
    if (fields === t.whole) t.outline = t.within(last);
    return `WITH ${recursive ? 'RECURSIVE ' : ''}${texts.join(', ')} ${last}`;
  } finally {
    t.ctes.pop();
  }
}

function emitParenthesised(fields: Fields, t: Translation): string {
  const known = read('subquery', fields, ['this', 'order_by', 'limit', 'offset', 'with']);
  return `(${t.emitQuery(known.this as Node)})${emitTail(known, t)}`;
}
