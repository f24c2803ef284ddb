/** The arguments of VECTOR_SEARCH, each checked as BigQuery checks it (cloud.google.com/bigquery/docs/reference/standard-sql/search_functions). */
import { invalidQuery } from '../../errors';
import { placeOf, read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';

/** Smaller is nearer for all of them: of DOT_PRODUCT it is the negative one. */
const distances: Record<string, string> = {
  COSINE: 'bq_cosine_distance',
  EUCLIDEAN: 'bq_euclidean_distance',
  DOT_PRODUCT: 'bq_negative_dot_product',
};

const namedArguments = ['query_column_to_search', 'query_value', 'top_k', 'distance_type', 'options'];

export function argumentsOf(fields: Fields): { positional: Node[]; named: Record<string, Node> } {
  const positional: Node[] = [];
  const named: Record<string, Node> = {};
  const { args } = read('function', fields, ['name', 'args']) as { args: Node[] };
  for (const arg of args) {
    if (!arg.named_argument) {
      positional.push(arg);
      continue;
    }
    const { name, value } = read('argument', arg.named_argument, ['name', 'value', 'separator']) as {
      name: Identifier;
      value: Node;
    };
    const key = name.name.toLowerCase();
    if (!namedArguments.includes(key))
      throw invalidQuery(
        `Named argument \`${name.name}\` not found in signature for call to function VECTOR_SEARCH`,
        placeOf(name),
      );
    if (named[key]) throw invalidQuery(`Duplicate named argument \`${name.name}\` found in call to function`);
    named[key] = value;
  }
  return { positional, named };
}

export function distanceOf(node: Node | undefined, t: Translation): string {
  const name = node ? textOf(node, 'distance_type', t).toUpperCase() : 'EUCLIDEAN';
  const found = distances[name];
  if (!found)
    throw invalidQuery(
      `\`distance_type\` argument of VECTOR_SEARCH must be set to one of ${Object.keys(distances).join(' or ')}`,
      placeOf(node),
    );
  return found;
}

/** What the options choose is how an index is used: without one, all vectors are compared whatever they say. */
export function checkOptions(node: Node | undefined, t: Translation): void {
  if (!node) return;
  const {
    use_brute_force: all = false,
    fraction_lists_to_search: share,
    ...others
  } = parsed(textOf(node, 'options', t));
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalidQuery(`Unknown option ${other} in \`options\` of VECTOR_SEARCH`);
  if (typeof all !== 'boolean') throw invalidQuery('use_brute_force in `options` of VECTOR_SEARCH must be a boolean');
  if (share === undefined) return;
  if (all) throw invalidQuery('`options` of VECTOR_SEARCH has both use_brute_force and fraction_lists_to_search');
  if (typeof share !== 'number' || share <= 0 || share >= 1)
    throw invalidQuery('fraction_lists_to_search in `options` of VECTOR_SEARCH must be between 0.0 and 1.0, exclusive');
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw invalidQuery('`options` argument of VECTOR_SEARCH must be a valid JSON-formatted string literal');
}

export function textOf(node: Node, argument: string, t: Translation): string {
  const literal = t.stringLiteral(node);
  if (literal?.kind !== 'string')
    throw invalidQuery(`\`${argument}\` argument of VECTOR_SEARCH must be a constant STRING literal`, placeOf(node));
  return literal.text;
}
