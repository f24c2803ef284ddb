/** Which partitions a SELECT leaves unread: what its WHERE says about the partitioning column and constants alone. */
import { isNode, isQuery, kindOf, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';

const comparisons = new Set(['eq', 'neq', 'lt', 'lte', 'gt', 'gte']);

/** The conjuncts of a condition that BigQuery prunes partitions by: a bare column against constants. */
export function pruningFilter(where: Node, alias: string, column: string, t: Translation): string | undefined {
  const isColumn = (node: unknown): boolean => {
    if (!isNode(node)) return false;
    if (node.paren) return isColumn(node.paren.this);
    const { name, table } = (node.column ?? {}) as { name?: Identifier; table?: Identifier };
    return name?.name.toLowerCase() === column && (!table || table.name.toLowerCase() === alias.toLowerCase());
  };
  const isAbout = (node: Node): boolean => {
    const kind = kindOf(node);
    const fields = node[kind]!;
    if (kind === 'paren' || kind === 'not') return isAbout(fields.this as Node);
    if (kind === 'and' || kind === 'or') return isAbout(fields.left as Node) && isAbout(fields.right as Node);
    if (comparisons.has(kind))
      return (isColumn(fields.left) && isConstant(fields.right)) || (isConstant(fields.left) && isColumn(fields.right));
    if (kind === 'between') return isColumn(fields.this) && isConstant(fields.low) && isConstant(fields.high);
    if (kind === 'in')
      return isColumn(fields.this) && !fields.query && isConstant(fields.expressions) && isConstant(fields.unnest);
    return kind === 'is_null' && isColumn(fields.this);
  };
  const filters = conjuncts(where)
    .filter(isAbout)
    .map((node) => t.emit(node));
  return filters.length ? filters.join(' AND ') : undefined;
}

function conjuncts(node: Node): Node[] {
  if (node.paren) return conjuncts(node.paren.this as Node);
  return node.and ? [node.and.left, node.and.right].flatMap((side) => conjuncts(side as Node)) : [node];
}

/** Literals, parameters, and what is computed of these. */
function isConstant(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(isConstant);
  return Object.entries(value).every(([kind, inner]) => {
    if (isQuery(kind)) return false;
    const name = kind === 'column' ? (inner as { name?: Identifier }).name?.name : undefined;
    return name === undefined ? isConstant(inner) : name.startsWith('@');
  });
}
