/** What stands at the end of every query: ORDER BY, LIMIT and OFFSET. */
import type { Fields, Node } from '../ast';
import type { Translation } from '../context';
import { emitOrder, isOrdinal } from '../expressions/order';

/** A bare alias stays a name; inside an expression it stands for what it names. */
export function emitTail(fields: Fields, t: Translation, aliases?: Map<string, string>): string {
  const items = ((fields.order_by as Fields | null)?.expressions as Fields[]) ?? [];
  const order = items.map((item) => {
    const bare = Boolean((item.this as Node).column);
    return aliases && !bare ? t.withAliases(aliases, () => emitOrder([item], t)) : emitOrder([item], t);
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
