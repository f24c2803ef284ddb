/** Aggregate functions, with DISTINCT, IGNORE NULLS, ORDER BY and LIMIT inside. */
import { invalidQuery, unsupported } from '../../errors';
import { placeOf, read, type Fields, type Node } from '../ast';
import type { Translation } from '../context';
import { emitCondition } from './conditions';
import { emitNumericAggregate, hasNumeric } from './numeric';
import { emitOrder } from './order';

/** Kinds with one argument and DISTINCT at most: the DuckDB function that gives the same value. */
const simple: Record<string, string> = {
  sum: 'sum',
  avg: 'avg',
  min: 'min',
  max: 'max',
  logical_and: 'bool_and',
  logical_or: 'bool_or',
  bitwise_and_agg: 'bit_and',
  bitwise_or_agg: 'bit_or',
  bitwise_xor_agg: 'bit_xor',
  stddev: 'stddev_samp',
  stddev_samp: 'stddev_samp',
  stddev_pop: 'stddev_pop',
  variance: 'var_samp',
  var_samp: 'var_samp',
  var_pop: 'var_pop',
};

const withTwo: Record<string, string> = {
  CORR: 'corr',
  COVAR_POP: 'covar_pop',
  COVAR_SAMP: 'covar_samp',
  MAX_BY: 'arg_max_null',
  MIN_BY: 'arg_min_null',
};

/** A call; a function of its OVER clause, which may be empty, where a window's call is more than the call with that behind. */
type Aggregate = string | ((over: string) => string);

const rules: Record<string, (fields: Fields, t: Translation) => Aggregate> = {
  count: (fields, t) => {
    const { this: value, star, distinct } = read('COUNT', fields, ['this', 'star', 'distinct']);
    if (star) return 'count(*)';
    if (!value)
      throw invalidQuery('No matching signature for aggregate function COUNT with no arguments', placeOf(fields));
    if ((value as Node).tuple) throw unsupported('COUNT of several expressions', placeOf(fields));
    return `count(${distinct ? 'DISTINCT ' : ''}${t.emit(value)})`;
  },
  any_value: (fields, t) => {
    const { this: value, having_max: having } = read('ANY_VALUE', fields, ['this', 'having_max', 'name']) as {
      this: Node;
      having_max?: [by: Node, isMax: boolean];
    };
    if (!having) return `any_value(${t.emit(value)})`;
    return `arg_${having[1] ? 'max' : 'min'}_null(${t.emit(value)}, ${t.emit(having[0])})`;
  },
  count_if: (fields, t) => {
    const condition = read('COUNTIF', fields, ['this', 'name']).this as Node;
    return `count(*) FILTER (WHERE ${emitCondition('aggregate function COUNTIF', condition, t)})`;
  },
  approx_count_distinct: (fields, t) =>
    `count(DISTINCT ${t.emit(read('APPROX_COUNT_DISTINCT', fields, ['this', 'name']).this)})`,
  array_agg: (fields, t) => {
    const known = read('ARRAY_AGG', fields, ['this', 'distinct', 'order_by', 'limit', 'ignore_nulls', 'name']);
    const value = t.emit(known.this);
    // Without IGNORE NULLS BigQuery refuses an array that would hold a NULL when it is written or returned.
    const filter = known.ignore_nulls ? ` FILTER (WHERE ${value} IS NOT NULL)` : '';
    const all = `list(${known.distinct ? 'DISTINCT ' : ''}${value}${ordered(known.order_by, t)})${filter}`;
    return known.limit ? notOver('ARRAY_AGG with LIMIT', limited(all, known.limit, t)) : all;
  },
  array_concat_agg: (fields, t) => {
    const known = read('ARRAY_CONCAT_AGG', fields, ['this', 'order_by', 'limit', 'name']);
    const value = t.emit(known.this);
    const all = `list(${value}${ordered(known.order_by, t)}) FILTER (WHERE ${value} IS NOT NULL)`;
    return notOver('ARRAY_CONCAT_AGG', `flatten(${limited(all, known.limit, t)})`);
  },
  string_agg: (fields, t) => {
    const known = read('STRING_AGG', fields, ['this', 'separator', 'distinct', 'order_by', 'limit', 'name']);
    const [value, separator] = [t.emit(known.this), known.separator ? t.emit(known.separator) : "','"];
    if (!known.limit)
      return `string_agg(${known.distinct ? 'DISTINCT ' : ''}${value}, ${separator}${ordered(known.order_by, t)})`;
    const values = `list(${known.distinct ? 'DISTINCT ' : ''}${value}${ordered(known.order_by, t)}) FILTER (WHERE ${value} IS NOT NULL)`;
    return notOver('STRING_AGG with LIMIT', `array_to_string(${limited(values, known.limit, t)}, ${separator})`);
  },
  aggregate_function: (fields, t) => {
    const { name, args } = read(String(fields.name), fields, ['name', 'args']) as { name: string; args: Node[] };
    const upper = name.toUpperCase();
    if (withTwo[upper] && args.length === 2) return emitWithTwo(upper, args, t);
    if (upper === 'APPROX_QUANTILES' && args.length === 2) return quantiles(args[0]!, args[1]!, t);
    if (upper === 'PERCENTILE_CONT' && args.length === 2) {
      const [value, percentile] = args.map((arg) => t.emit(arg)) as [string, string];
      if (!hasNumeric([value], t)) return `quantile_cont(${value}, ${percentile})`;
      return (over) => `bq_numeric_percentile(list(${value})${over}, CAST(${percentile} AS DECIMAL(38,9)))`;
    }
    if (upper === 'PERCENTILE_DISC' && args.length === 2)
      return `quantile_disc(${args.map((arg) => t.emit(arg)).join(', ')})`;
    throw unsupported(`function ${upper}`, placeOf(fields));
  },
};

for (const [kind, name] of Object.entries(simple)) {
  rules[kind] = (fields, t) => {
    const { this: value, distinct } = read(kind.toUpperCase(), fields, ['this', 'distinct', 'name']);
    const [text, prefix] = [t.emit(value), distinct ? 'DISTINCT ' : ''];
    return emitNumericAggregate(name, text, prefix, t) ?? `${name}(${prefix}${text})`;
  };
}

export const isAggregate = (kind: string): boolean => kind in rules;

/** @param over writes the OVER clause of a window, after the arguments */
export function emitAggregate(kind: string, fields: Fields, t: Translation, over = () => ''): string {
  // Inside an aggregate a name means a column, not the SELECT list's alias of the same name.
  const call = t.withAliases(undefined, () => rules[kind]!(fields, t));
  return typeof call === 'string' ? call + over() : call(over());
}

/** What GoogleSQL has without a window only (cloud.google.com/bigquery/docs/reference/standard-sql/aggregate_functions). */
const notOver =
  (what: string, call: string): Aggregate =>
  (over) => {
    if (over) throw unsupported(`${what} over a window`);
    return call;
  };

const ordered = (items: unknown, t: Translation): string =>
  (items as Fields[] | null)?.length ? ` ORDER BY ${emitOrder(items as Fields[], t)}` : '';

const limited = (array: string, limit: unknown, t: Translation): string =>
  limit ? `list_slice(${array}, 1, ${t.emit(limit)})` : array;

function emitWithTwo(name: string, args: Node[], t: Translation): string {
  const values = args.map((arg) => t.emit(arg));
  // Of NUMERICs, GoogleSQL's are exact but for the last step.
  if (!name.endsWith('_BY') && hasNumeric(values, t)) throw unsupported(`${name} of NUMERIC`);
  return `${withTwo[name]}(${values.join(', ')})`;
}

function quantiles(value: Node, count: Node, t: Translation): string {
  const parts = Number(count.literal?.value);
  if (!Number.isInteger(parts) || parts < 1) throw unsupported('APPROX_QUANTILES with a number that is not a literal');
  const points = Array.from({ length: parts + 1 }, (_, at) => at / parts);
  return `quantile_disc(${t.emit(value)}, [${points.join(', ')}])`;
}
