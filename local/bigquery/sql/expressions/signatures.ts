/** What operators, functions and casts take, where DuckDB takes more and makes something of it. ARRAY stands for any. */
import { invalidQuery, unsupported } from '../../errors';
import { sqlName, type Field } from '../../rows/schema';
import { placeOf, type Node } from '../ast';
import type { Translation } from '../context';
import { isNull, noSignature, times, typeName } from './alike';

const numbers = ['INTEGER', 'FLOAT', 'NUMERIC'];
const ordered = [...numbers, ...times, 'STRING', 'BYTES', 'BOOLEAN'];

export const truth = ['BOOLEAN'];
const text = ['STRING', 'BYTES'];

/** By their kind in the tree. */
export const operatorsTake: Record<string, readonly string[]> = {
  eq: [...ordered, 'RECORD'],
  neq: [...ordered, 'RECORD'],
  lt: ordered,
  lte: ordered,
  gt: ordered,
  gte: ordered,
  and: truth,
  or: truth,
  concat: [...text, 'ARRAY'],
};

/** The first argument, or all of them where they are of one type. */
export const functionsTake: Record<string, readonly string[]> = {
  LENGTH: text,
  BYTE_LENGTH: text,
  OCTET_LENGTH: text,
  CHAR_LENGTH: ['STRING'],
  CHARACTER_LENGTH: ['STRING'],
  ARRAY_LENGTH: ['ARRAY'],
  ARRAY_REVERSE: ['ARRAY'],
  DIV: ['INTEGER', 'NUMERIC'],
  MOD: ['INTEGER', 'NUMERIC'],
};

/** From which types each one is cast (github.com/google/googlesql/blob/master/docs/conversion_rules.md). */
const castFrom: Record<string, readonly string[]> = {
  STRING: ordered,
  BYTES: text,
  INTEGER: [...numbers, 'BOOLEAN', 'STRING'],
  FLOAT: [...numbers, 'STRING'],
  NUMERIC: [...numbers, 'STRING'],
  BOOLEAN: ['BOOLEAN', 'INTEGER', 'STRING'],
  DATE: ['STRING', 'DATE', 'DATETIME', 'TIMESTAMP'],
  DATETIME: ['STRING', 'DATE', 'DATETIME', 'TIMESTAMP'],
  TIMESTAMP: ['STRING', 'DATE', 'DATETIME', 'TIMESTAMP'],
  TIME: ['STRING', 'TIME', 'DATETIME', 'TIMESTAMP'],
};

const isTaken = ({ type, mode }: Field, taken: readonly string[]) =>
  taken.includes(mode === 'REPEATED' ? 'ARRAY' : type);

/**
 * Notes that values have to be of types; NULL is of any.
 * @param what takes them, as in GoogleSQL's messages: `operator =`, `function LENGTH`
 */
export function claimTypes(
  what: string,
  taken: readonly string[] | undefined,
  nodes: readonly Node[],
  texts: readonly string[],
  t: Translation,
): void {
  if (!taken) return;
  const values = nodes.flatMap((node, at) => (isNull(node) ? [] : texts[at]!));
  t.claim(values, (types) => {
    if (!types.every((type) => isTaken(type, taken))) throw noSignature(what, types, placeOf(nodes[0]));
  });
}

/** @param to of the REST API's names */
export function claimCast(node: Node, value: string, to: string, t: Translation): void {
  if (!isNull(node))
    t.claim([value], ([from]) => {
      if (castFrom[to] && !isTaken(from!, castFrom[to]))
        throw invalidQuery(`Invalid cast from ${typeName(from!)} to ${sqlName(to)}`, placeOf(node));
    });
}

/** What GoogleSQL answers and DuckDB answers otherwise: two times make an INTERVAL, and members of two STRUCTs may be NULL. */
export function claimSupported(operator: string, values: readonly string[], t: Translation): void {
  t.claim(values, (types) => {
    if (operator === '-' && types.every(({ type }) => times.includes(type))) throw unsupported('INTERVAL values');
    if (operator !== '-' && types.some(({ type }) => type === 'RECORD'))
      throw unsupported('a comparison of STRUCTs of which none is written out');
  });
}
