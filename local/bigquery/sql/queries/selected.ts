/** What stands in the SELECT list of a query, where its text says so. */
import { kindOf, type Node } from '../ast';
import { isLiteral } from '../expressions/alike';

/** What a query selects as the column at a place. @param count of all its columns */
export function selectedNode(query: Node, at: number, count: number): Node | undefined {
  const list = (query.select?.expressions ?? []) as Node[];
  const [before, after] = [list.slice(0, at + 1), list.slice(at - count)];
  const found = isSingle(before) ? before[at] : isSingle(after) ? after[0] : undefined;
  return found?.alias ? (found.alias.this as Node) : found;
}

/** Whether each of these is one column. */
const isSingle = (nodes: Node[]) => nodes.length > 0 && !nodes.some(({ star }) => star);

/** Whether the column at a place is a literal in all that is put together. */
export function isWritten(query: Node, at: number, count: number): boolean {
  const { this: inner, left, right } = query[kindOf(query)]!;
  if (query.select) {
    const node = selectedNode(query, at, count);
    return node !== undefined && isLiteral(node);
  }
  return [inner, left, right].every((one) => !one || isWritten(one as Node, at, count));
}
