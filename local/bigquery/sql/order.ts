/** ORDER BY, LIMIT and OFFSET, and which names they know. */
import { read, type Fields, type Node } from './ast';
import type { Translation } from './context';

/** A column by its place in the SELECT list. */
export const isOrdinal = (node: Node): boolean => node.literal?.literal_type === 'number';

/** Runs `body` where the SELECT list's aliases stand for what they name. */
export function substituting<T>(aliases: Map<string, string>, t: Translation, body: () => T): T {
  const scope = t.scopes.at(-1)!;
  scope.substitutions = aliases;
  try {
    return body();
  } finally {
    delete scope.substitutions;
  }
}

export function emitOrder(items: readonly Fields[], t: Translation): string {
  return items
    .map((item) => {
      const value = item.this as Node;
      const text = isOrdinal(value) ? String(value.literal!.value) : t.emit(value);
      return `${text} ${directionOf(item)}`;
    })
    .join(', ');
}

/** NULLs come first ascending and last descending unless the query says otherwise. */
export function directionOf(item: Fields): string {
  const { desc, nulls_first: nullsFirst } = read('order by', item, ['this', 'desc', 'nulls_first']) as {
    desc?: boolean;
    nulls_first?: boolean | null;
  };
  const first = nullsFirst ?? !desc;
  return `${desc ? 'DESC' : 'ASC'} NULLS ${first ? 'FIRST' : 'LAST'}`;
}

/** ORDER BY, LIMIT and OFFSET. A bare alias stays a name; inside an expression it stands for what it names. */
export function emitTail(fields: Fields, t: Translation, aliases?: Map<string, string>): string {
  const items = ((fields.order_by as Fields | null)?.expressions as Fields[]) ?? [];
  const order = items.map((item) => {
    const bare = Boolean((item.this as Node).column);
    return aliases && !bare && t.scopes.length
      ? substituting(aliases, t, () => emitOrder([item], t))
      : emitOrder([item], t);
  });
  const bound = (value: unknown): string => {
    const node = ((value as Fields).this ?? value) as Node;
    return isOrdinal(node) ? String(node.literal!.value) : `(${t.emit(node)})`;
  };
  return [
    order.length ? ` ORDER BY ${order.join(', ')}` : '',
    fields.limit ? ` LIMIT ${bound(fields.limit)}` : '',
    fields.offset ? ` OFFSET ${bound(fields.offset)}` : '',
  ].join('');
}
