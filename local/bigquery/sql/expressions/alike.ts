/**
 * Values that have to be of one type: GoogleSQL coerces no STRING to a number or a BOOL, written out or not, and neither of
 * them to the other (cloud.google.com/bigquery/docs/reference/standard-sql/conversion_rules). DuckDB would.
 */
import { invalidQuery } from '../../errors';
import { sqlName, type Field } from '../../rows/schema';
import { kindOf, placeOf, type Node } from '../ast';
import type { Translation } from '../context';

const families: Record<string, string> = {
  INTEGER: 'number',
  FLOAT: 'number',
  NUMERIC: 'number',
  STRING: 'text',
  BOOLEAN: 'truth',
};

/** In GoogleSQL's messages. */
export function typeName({ type, mode, fields }: Field): string {
  const members = fields?.map((field) => `${field.name} ${typeName(field)}`).join(', ');
  const element = type === 'RECORD' ? `STRUCT<${members}>` : sqlName(type);
  return mode === 'REPEATED' ? `ARRAY<${element}>` : element;
}

/** Whether no type can hold values of all these: dates and bytes are left to DuckDB, as literals may be coerced to them. */
export const areMixed = (types: readonly Field[]): boolean =>
  new Set(types.flatMap(({ type, mode }) => (mode === 'REPEATED' ? [] : (families[type] ?? [])))).size > 1;

/**
 * @param what takes them, as in GoogleSQL's messages: `operator =`, `function COALESCE`
 * @param texts the nodes' DuckDB expressions
 */
export function claimAlike(what: string, nodes: readonly Node[], texts: readonly string[], t: Translation): void {
  const values = texts.filter((_, at) => !isNull(nodes[at]!));
  if (values.length < 2) return;
  const place = placeOf(nodes[0]);
  t.claim(values, (types) => {
    if (areMixed(types)) throw noSignature(what, types, place);
  });
}

const noSignature = (what: string, types: readonly Field[], place: ReturnType<typeof placeOf>) =>
  invalidQuery(`No matching signature for ${what} for argument types: ${types.map(typeName).join(', ')}`, place);

/** NULL is of any type. */
export const isNull = (node: Node): boolean =>
  kindOf(node) === 'null' || (Boolean(node.paren) && isNull(node.paren!.this as Node));
