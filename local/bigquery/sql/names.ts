/** The names that GoogleSQL gives to what has none of its own. */
import type { Identifier, Node } from './ast';

/** A column or field lends its name to what it is selected into. */
export function impliedName(item: Node): string | undefined {
  const { column, dot, paren } = item;
  if (paren) return impliedName(paren.this as Node);
  if (dot) return (dot.field as Identifier).name;
  const name = column?.name as Identifier | undefined;
  return name && (name.quoted || !name.name.startsWith('@')) ? name.name : undefined;
}
