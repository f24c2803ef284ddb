/** STRUCTs where values must be of one type: GoogleSQL matches their fields by position, DuckDB by name. */
import { invalidQuery, unsupported } from '../../errors';
import { quote } from '../../rows/duck-types';
import { kindOf, placeOf, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import { impliedName } from '../names';
import { isNull } from './alike';
import { asNumerics } from './numeric';

/** The members of STRUCT(a, b AS c) or (a, b): a column lends its name, anything else unnamed is _field_N. */
function structMembers(node: Node): { name: string; value: Node }[] | undefined {
  const members = node.tuple
    ? node.tuple.expressions
    : node.function?.name === 'STRUCT'
      ? node.function.args
      : undefined;
  return (members as Node[] | undefined)?.map((member, at) => ({
    name: member.alias
      ? (member.alias.alias as Identifier).name
      : ((node.function && impliedName(member)) ?? `_field_${at + 1}`),
    value: member.alias ? (member.alias.this as Node) : member,
  }));
}

/**
 * Values of one type. STRUCTs take the first one's field names, by position; DuckDB would merge them by name. A number that is
 * written out is NUMERIC beside NUMERICs.
 */
export function emitAligned(nodes: readonly Node[], t: Translation): string[] {
  const first = nodes.find((node) => structMembers(node));
  const names = first && structMembers(first)!.map(({ name }) => name);
  const texts = nodes.map((node) => {
    const members = names && structMembers(node);
    if (names && !members && kindOf(node) !== 'null')
      throw unsupported('a STRUCT constructor beside another kind of value', placeOf(node));
    if (!members) return t.emit(node);
    if (members.length !== names.length)
      throw invalidQuery('STRUCT values have different numbers of fields', placeOf(node));
    return `struct_pack(${members.map(({ value }, at) => `${quote(names[at]!)} := ${t.emit(value)}`).join(', ')})`;
  });
  return asNumerics(nodes, texts, t);
}

/**
 * A comparison of STRUCTs, one of them written out, as one of their members in pairs, which is NULL where one of these is and
 * none differs: to DuckDB NULLs would be equal. Undefined for other values.
 */
export function comparedByMember(left: Node, right: Node, t: Translation): Node | undefined {
  const written = structMembers(left) ?? structMembers(right);
  if (!written || isNull(left) || isNull(right)) return undefined;
  const [lefts, rights] = [membersOf(left, t), membersOf(right, t)];
  if (lefts.length !== rights.length)
    throw invalidQuery('STRUCT values have different numbers of fields', placeOf(right));
  const pairs = lefts.map((value, at): Node => ({ eq: { left: value, right: rights[at] } }));
  return { paren: { this: pairs.reduce((all, pair) => ({ and: { left: all, right: pair } })) } };
}

const membersOf = (node: Node, t: Translation): Node[] =>
  structMembers(node)?.map(({ value }) => value) ??
  (t.typeOf(t.emit(node)).fields ?? []).map(({ name }) => ({ dot: { this: node, field: { name, quoted: true } } }));

/** `text`, made of values of one type; it fails when columns among them are STRUCTs that DuckDB would merge by name. */
export function withOneStruct(nodes: readonly Node[], text: string, t: Translation): string {
  const paths = [
    ...new Set(
      nodes
        .flatMap(choices)
        .filter(isPath)
        .map((node) => t.emit(node)),
    ),
  ];
  if (paths.length < 2) return text;
  const differ = paths.slice(1).map((path) => `bq_structs_differ(${paths[0]}, ${path})`);
  return `(CASE WHEN ${differ.join(' OR ')} THEN bq_refuse_structs() ELSE ${text} END)`;
}

const isPath = (node: Node): boolean => Boolean(node.column) || (Boolean(node.dot) && isPath(node.dot!.this as Node));

/** The values that an expression chooses from. */
function choices(node: Node): Node[] {
  if (node.paren) return choices(node.paren.this as Node);
  if (node.coalesce) return (node.coalesce.expressions as Node[]).flatMap(choices);
  if (node.if_func)
    return [node.if_func.true_value, node.if_func.false_value].flatMap((one) => (one ? choices(one as Node) : []));
  if (node.case) {
    const thens = (node.case.whens as [Node, Node][]).map(([, then]) => then);
    return [...thens, ...(node.case.else_ ? [node.case.else_ as Node] : [])].flatMap(choices);
  }
  return [node];
}
