/** What rows are put in order by: of a query, of a window, and inside an aggregate. */
import { read, type Fields, type Node } from '../ast';
import type { Translation } from '../context';

/** A column by its place in the SELECT list. */
export const isOrdinal = (node: Node): boolean => node.literal?.literal_type === 'number';

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
