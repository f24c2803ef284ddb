/**
 * Values for columns: INSERT, UPDATE and MERGE coerce what loses nothing, and refuse the rest, which DuckDB would round, cut
 * or spell out (cloud.google.com/bigquery/docs/reference/standard-sql/conversion_rules, "Coerce to").
 */
import { unsupported, type BigQueryError } from '../../errors';
import type { Field } from '../../rows/schema';
import type { Node } from '../ast';
import type { Translation } from '../context';
import { coercionsOf, sameNames, typeName } from '../expressions/alike';
import { emitAs } from '../expressions/casts';

/** What a value of any origin is coerced to besides its own type. */
const always: Record<string, readonly string[]> = {
  INTEGER: ['NUMERIC', 'FLOAT'],
  NUMERIC: ['FLOAT'],
  DATE: ['DATETIME'],
};

/** The error for a value of a type, both in GoogleSQL's words. */
export type Refusal = (given: string, expected: string) => BigQueryError;

/** A value for a column, as DuckDB text; one that is written out goes in element by element, member by member. */
export function emitAssigned(node: Node, column: Field, refusal: Refusal, t: Translation): string {
  return emitAs(node, column, t, (value, field) => {
    const text = t.emit(value);
    const inColumn: Refusal = (given) => refusal(given, typeName(column));
    t.claim([text], ([given]) => checkAssigned(given!, field, inColumn, value));
    return text;
  });
}

/**
 * @param node of a value by itself; without one, literals and parameters are of their own type alone
 * @throws BigQueryError the refusal
 */
export function checkAssigned(given: Field, column: Field, refusal: Refusal, node?: Node): void {
  if (!isAssignable(given, column, node)) throw refusal(typeName(given), typeName(column));
  // STRUCTs go by position; DuckDB would go by name.
  if (column.fields && !sameNames(column, given))
    throw unsupported('a STRUCT whose fields have other names than the column’s as a value for it');
}

function isAssignable(given: Field, column: Field, node?: Node): boolean {
  if ((given.mode === 'REPEATED') !== (column.mode === 'REPEATED')) return false;
  if (given.type === 'RECORD' && column.type === 'RECORD') {
    const [from, to] = [given.fields ?? [], column.fields ?? []];
    return from.length === to.length && from.every((field, at) => isAssignable(field, to[at]!));
  }
  const coercions = [given.type, ...(always[given.type] ?? []), ...(node ? coercionsOf(node, given.type) : [])];
  return coercions.includes(column.type);
}
