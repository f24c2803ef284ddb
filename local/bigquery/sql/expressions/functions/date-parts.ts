/** Parts of dates and times: which each type has, how one is named, and what is left of a value that is cut to one. */
import { invalidQuery, unsupported } from '../../../errors';
import { duckType } from '../../../rows/duck-types';
import { kindOf, placeOf, read, type Fields, type Identifier, type Node } from '../../ast';
import type { Translation } from '../../context';
import { coercionsOf, isNull, typeName } from '../alike';
import { castScalar } from '../casts';

export type TimeType = 'DATE' | 'DATETIME' | 'TIMESTAMP' | 'TIME';

/** Parts of one length, in microseconds. */
export const micros: Record<string, bigint> = {
  MICROSECOND: 1n,
  MILLISECOND: 1000n,
  SECOND: 1000000n,
  MINUTE: 60000000n,
  HOUR: 3600000000n,
  DAY: 86400000000n,
};

/** By how many days a week of this kind begins before the Monday that DuckDB's would begin with. */
const weeks: Record<string, number> = {
  ISOWEEK: 0,
  WEEK: 1,
  'WEEK(SUNDAY)': 1,
  'WEEK(MONDAY)': 0,
  'WEEK(TUESDAY)': 6,
  'WEEK(WEDNESDAY)': 5,
  'WEEK(THURSDAY)': 4,
  'WEEK(FRIDAY)': 3,
  'WEEK(SATURDAY)': 2,
};

const ofDay = ['MICROSECOND', 'MILLISECOND', 'SECOND', 'MINUTE', 'HOUR'];
const steps = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];
const spans = [...steps, ...Object.keys(weeks), 'ISOYEAR'];

/** Parts that a value is moved by. */
export const movedBy: Record<TimeType, readonly string[]> = {
  DATE: steps,
  DATETIME: [...ofDay, ...steps],
  TIMESTAMP: [...ofDay, 'DAY'],
  TIME: ofDay,
};

/** Parts that a value is cut to. */
export const cutTo: Record<TimeType, readonly string[]> = {
  DATE: spans,
  DATETIME: [...ofDay, ...spans],
  TIMESTAMP: [...ofDay, ...spans],
  TIME: ofDay,
};

/** Parts that lie between two values. */
export const between: Record<TimeType, readonly string[]> = {
  ...cutTo,
  TIMESTAMP: movedBy.TIMESTAMP,
};

/** @throws BigQueryError invalidQuery for a part that a value of this type does not have */
export function checkPart(
  what: string,
  part: string,
  type: TimeType,
  parts: Record<TimeType, readonly string[]>,
): void {
  if (!parts[type].includes(part))
    throw invalidQuery(`${what} does not support the ${part} date part when the argument is ${type} type`);
}

/** The part that an argument names, as GoogleSQL spells it: MONTH, WEEK(MONDAY). */
export function partOf(node: Node | undefined): string {
  if (node?.function?.name === 'WEEK') return `WEEK(${partOf((node.function.args as Node[])[0])})`;
  if (node && kindOf(node) === 'var') return String(node.var!.this).toUpperCase();
  const column = node?.column?.name as Identifier | undefined;
  if (column) return column.name.toUpperCase();
  throw unsupported('a date part that is not a name');
}

/** The same of a part that the SQL library has read itself. */
export function partOfField(field: string | Fields): string {
  if (typeof field === 'string') return field.toUpperCase();
  return field.WeekWithModifier ? `WEEK(${field.WeekWithModifier as string})` : String(field.Custom).toUpperCase();
}

/** The count and the part of an INTERVAL that is written out. */
export function intervalOf(node: Node | undefined, t: Translation): { count: string; part: string } {
  if (!node?.interval) throw invalidQuery('Expected INTERVAL as the second argument', placeOf(node));
  const { this: amount, unit } = read('interval', node.interval, ['this', 'unit']) as {
    this: Node;
    unit: { type: string; unit?: string };
  };
  if (unit?.type !== 'simple' || !unit.unit) throw unsupported('INTERVAL with a range of parts');
  const text = amount.literal?.value;
  const count = typeof text === 'string' && /^-?\d+$/.test(text) ? `CAST(${text} AS BIGINT)` : t.emit(amount);
  return { count, part: unit.unit.toUpperCase() };
}

/** INTERVAL n PART as a multiple of one part. */
export function emitInterval(interval: Fields, t: Translation): string {
  const { count, part } = intervalOf({ interval }, t);
  return `(${count} * INTERVAL 1 ${part})`;
}

/**
 * A date or time among the arguments of a function. What is coerced, and NULL, is of the first type, and a DATE a DATETIME
 * where only that is taken (cloud.google.com/bigquery/docs/reference/standard-sql/conversion_rules).
 */
export function timeValue(
  what: string,
  node: Node | undefined,
  types: readonly [TimeType, ...TimeType[]],
  t: Translation,
): { text: string; type: TimeType } {
  if (!node) throw invalidQuery(`No matching signature for function ${what}: an argument is missing`);
  const text = t.emit(node);
  if (isNull(node) || isText(node)) return { text: castScalar(text, types[0]), type: types[0] };
  const field = t.typeOf(text);
  const found = field.mode === 'REPEATED' ? undefined : types.find((type) => type === field.type);
  if (found) return { text, type: found };
  if (coercionsOf(node, field.type).includes(types[0])) return { text: castScalar(text, types[0]), type: types[0] };
  if (field.type === 'DATE' && types[0] === 'DATETIME') return { text: castScalar(text, 'DATETIME'), type: 'DATETIME' };
  throw invalidQuery(
    `No matching signature for function ${what} for argument types: ${typeName(field)}`,
    placeOf(node),
  );
}

/** Whether a text is written out. */
export const isText = (node: Node): boolean => node.literal?.literal_type === 'string';

export const castTo = (text: string, type: TimeType): string => `CAST(${text} AS ${duckType({ name: '', type })})`;

/** The beginning of the part that a value lies in, of a type of DuckDB's choice. */
export function truncated(value: string, part: string): string {
  const days = weeks[part];
  if (days) return `(date_trunc('week', ${value} + INTERVAL ${days} DAY) - INTERVAL ${days} DAY)`;
  if (days === 0) return `date_trunc('week', ${value})`;
  if (part === 'ISOYEAR') return `date_trunc('week', make_date(isoyear(${value}), 1, 4))`;
  return `date_trunc('${part.toLowerCase()}', ${value})`;
}

/** How often a part begins between two values. */
export function boundaries(later: string, earlier: string, part: string): string {
  if (part === 'ISOYEAR') return `(isoyear(${later}) - isoyear(${earlier}))`;
  if (weeks[part] === undefined) return `date_diff('${part.toLowerCase()}', ${earlier}, ${later})`;
  return `(date_diff('day', ${truncated(earlier, part)}, ${truncated(later, part)}) // 7)`;
}

/** The number of a week in its year, from 0: days before the first beginning of one are in none. */
export const weekOfYear = (value: string, part: string): string =>
  `((extract(doy FROM ${value}) + 6 - date_diff('day', ${truncated(value, part)}, ${value})) // 7)`;
