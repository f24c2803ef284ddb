/** Reading the parser's tree so that nothing in it is overlooked: a part that a rule does not name is refused. */
import { unsupported, type Place } from '../errors';

export type Fields = Record<string, unknown>;
/** One node of the tree: an object whose only key is its kind. */
export type Node = Record<string, Fields>;

export interface Identifier {
  name: string;
  quoted: boolean;
  span?: Place & { start: number; end: number };
}

/** Keys that carry no meaning: comments, positions, and how a thing was spelled. */
const silent = new Set([
  'span',
  'trailing_comments',
  'leading_comments',
  'left_comments',
  'operator_comments',
  'pre_alias_comments',
  'comments',
  'alias_explicit_as',
  'alias_keyword',
  'original_name',
  'bracket_notation',
  'use_bracket_syntax',
  'use_list_keyword',
  'no_parens',
  'quoted',
  'explicit_asc',
  'nesting_group',
  'alias_first',
  'start_side_text',
  'end_side_text',
  'kind_text',
  'inferred_type',
  'double_colon_syntax',
  'no_from',
  'as_select_parenthesized',
  'join_mark',
  'name_comments',
  'use_inner_keyword',
  'use_outer_keyword',
]);

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === false || (Array.isArray(value) && value.length === 0);

export function kindOf(node: Node): string {
  const kind = Object.keys(node)[0];
  if (kind === undefined) throw unsupported('an empty expression');
  return kind;
}

const queryKinds = new Set(['select', 'subquery', 'union', 'intersect', 'except']);

export const isQuery = (kind: string): boolean => queryKinds.has(kind);

/**
 * The fields of a node that its rule understands.
 * @throws BigQueryError naming the first field that is set and not among `known`: it would otherwise be lost silently.
 */
export function read<K extends string>(kind: string, fields: Fields, known: readonly K[]): Record<K, unknown> {
  for (const [key, value] of Object.entries(fields)) {
    if (isEmpty(value) || silent.has(key) || (known as readonly string[]).includes(key)) continue;
    throw unsupported(
      `${key.replaceAll('_', ' ').toUpperCase()} in ${kind.replaceAll('_', ' ').toUpperCase()}`,
      placeOf(fields),
    );
  }
  return fields as Record<K, unknown>;
}

/** Where the first token below a node stands. The parser gives the end of a token; the start is what BigQuery reports. */
export function placeOf(value: unknown): Place | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  const span = (value as { span?: Identifier['span'] }).span;
  if (span?.line) return { line: span.line, column: Math.max(1, span.column - (span.end - span.start)) };
  for (const child of Object.values(value)) {
    const place = placeOf(child);
    if (place) return place;
  }
  return undefined;
}

export const isNode = (value: unknown): value is Node =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
