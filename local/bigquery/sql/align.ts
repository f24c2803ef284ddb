/** Values that must be of one type: STRUCTs among them go together by position. */
import { invalidQuery, unsupported } from '../errors';
import { quote } from '../schema';
import { kindOf, placeOf, type Node } from './ast';
import { structMembers } from './calls';
import type { Translation } from './context';
import { emit } from './expression';

/** Values of one type. STRUCTs take the first one's field names, by position; DuckDB would merge them by name. */
export function emitAligned(nodes: readonly Node[], t: Translation): string[] {
  const first = nodes.find((node) => structMembers(node));
  const names = first && structMembers(first)!.map(({ name }) => name);
  return nodes.map((node) => {
    const members = names && structMembers(node);
    if (names && !members && kindOf(node) !== 'null')
      throw unsupported('a STRUCT constructor beside another kind of value', placeOf(node));
    if (!members) return emit(node, t);
    if (members.length !== names.length)
      throw invalidQuery('STRUCT values have different numbers of fields', placeOf(node));
    return `struct_pack(${members.map(({ value }, at) => `${quote(names[at]!)} := ${emit(value, t)}`).join(', ')})`;
  });
}
