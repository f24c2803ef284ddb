/**
 * Values that have to be of one type: GoogleSQL coerces no STRING to a number or a BOOL, written out or not, and neither of
 * them to the other (cloud.google.com/bigquery/docs/reference/standard-sql/conversion_rules). DuckDB would.
 */
import { invalidQuery, unsupported } from '../../errors';
import { sqlName, type Field } from '../../rows/schema';
import { kindOf, placeOf, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';

const families: Record<string, string> = {
  INTEGER: 'number',
  FLOAT: 'number',
  NUMERIC: 'number',
  STRING: 'text',
  BYTES: 'bytes',
  BOOLEAN: 'truth',
  DATE: 'date',
  DATETIME: 'date',
  TIME: 'time',
  TIMESTAMP: 'instant',
  JSON: 'json',
  RECORD: 'struct',
};

export const times = ['DATE', 'TIME', 'DATETIME', 'TIMESTAMP'];

/** What a value of a type becomes for the sake of others, when it is a literal (conversion_rules, "Literal coercion"). */
export const ofLiterals: Record<string, readonly string[]> = { STRING: times, FLOAT: ['NUMERIC'] };

/** The same, when it is a query parameter. */
const ofParameters: Record<string, readonly string[]> = { STRING: times };

/** In GoogleSQL's messages. */
export function typeName({ type, mode, fields }: Field): string {
  const members = fields?.map((field) => `${field.name} ${typeName(field)}`).join(', ');
  const element = type === 'RECORD' ? `STRUCT<${members}>` : sqlName(type);
  return mode === 'REPEATED' ? `ARRAY<${element}>` : element;
}

/** Whether no type can hold values of all these, none of which is coerced for being a literal or a parameter. */
export const areMixed = (types: readonly Field[]): boolean =>
  new Set(types.map(({ type, mode }) => `${families[type]} ${mode === 'REPEATED'}`)).size > 1;

/**
 * @param what takes them, as in GoogleSQL's messages: `operator =`, `function COALESCE`
 * @param texts the nodes' DuckDB expressions
 */
export function claimAlike(what: string, nodes: readonly Node[], texts: readonly string[], t: Translation): void {
  const known = nodes.flatMap((node, at) => (isNull(node) ? [] : { node, text: texts[at]! }));
  if (known.length < 2) return;
  const place = placeOf(nodes[0]);
  const values = known.map(({ text }) => text);
  t.claim(values, (types) => {
    const kept = types.filter(({ type }, at) => {
      const coerced = coercionsOf(known[at]!.node, type);
      return !types.some((other) => coerced.includes(other.type));
    });
    if (areMixed(kept)) throw noSignature(what, types, place);
    if (!kept.every((type) => sameNames(type, kept[0])))
      throw unsupported(`${what} on STRUCTs with different field names`, place);
  });
}

/** The types that a value goes to besides its own, for being a literal or a parameter. */
export const coercionsOf = (node: Node, type: string): readonly string[] =>
  (isLiteral(node) ? ofLiterals : isParameter(node) ? ofParameters : {})[type] ?? [];

export const noSignature = (what: string, types: readonly Field[], place: ReturnType<typeof placeOf>) =>
  invalidQuery(`No matching signature for ${what} for argument types: ${types.map(typeName).join(', ')}`, place);

/** A number stays a literal behind its sign. */
export const isLiteral = (node: Node): boolean =>
  kindOf(node) === 'literal' || (Boolean(node.neg ?? node.paren) && isLiteral((node.neg ?? node.paren)!.this as Node));

const isParameter = (node: Node): boolean =>
  kindOf(node) === 'placeholder' || ((node.column?.name as Identifier | undefined)?.name.startsWith('@') ?? false);

/** NULL is of any type. */
export const isNull = (node: Node): boolean =>
  kindOf(node) === 'null' || (Boolean(node.paren) && isNull(node.paren!.this as Node));

/** Whether two fields' inner fields have the same names in the same order. */
export function sameNames(left: Field, right: Field | undefined): boolean {
  const [inner, other] = [left.fields ?? [], right?.fields ?? []];
  return (
    inner.length === other.length &&
    inner.every((field, at) => field.name === other[at]!.name && sameNames(field, other[at]))
  );
}
