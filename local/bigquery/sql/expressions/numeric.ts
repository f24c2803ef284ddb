/** NUMERIC: what is written beside it, and what DuckDB computes otherwise of it. */
import { literal } from '../../rows/duck-types';
import type { Node } from '../ast';
import type { Translation } from '../context';
import { isNull } from './alike';

const functions: Record<string, string> = { mul: 'bq_numeric_multiply', div: 'bq_numeric_divide' };

/**
 * Undefined where the operator means the same to DuckDB: NUMERIC goes with INT64 to NUMERIC, and with FLOAT64 to FLOAT64
 * (cloud.google.com/bigquery/docs/reference/standard-sql/operators#arithmetic_operators).
 */
export function emitNumericOperator(kind: string, left: string, right: string, t: Translation): string | undefined {
  const name = functions[kind];
  if (!name || !t.around.hasNumeric()) return undefined;
  const types = [left, right].map((side) => t.typeOf(side).type);
  if (!types.includes('NUMERIC')) return undefined;
  if (types.includes('FLOAT'))
    return kind === 'mul' ? undefined : `bq_divide(CAST(${left} AS DOUBLE), CAST(${right} AS DOUBLE))`;
  return `CAST(${name}(CAST(${left} AS DECIMAL(38,9)), CAST(${right} AS DECIMAL(38,9))) AS DECIMAL(38,9))`;
}

/** The digits of a number that is written out, with its sign; undefined for any other value. */
export function writtenNumber(node: Node): string | undefined {
  if (node.paren) return writtenNumber(node.paren.this as Node);
  const digits = node.neg && writtenNumber(node.neg.this as Node);
  if (digits) return digits.startsWith('-') ? undefined : `-${digits}`;
  return node.literal?.literal_type === 'number' ? String(node.literal.value) : undefined;
}

/**
 * Values of one type, of which those that are written out as FLOAT64 go to NUMERIC where all others do
 * (github.com/google/googlesql/blob/master/docs/conversion_rules.md#literal_coercion).
 */
export function asNumerics(nodes: readonly Node[], texts: readonly string[], t: Translation): string[] {
  const written = nodes.map(writtenNumber);
  if (!t.around.hasNumeric() || !written.some((digits) => digits && !/^-?\d+$/.test(digits))) return [...texts];
  const others = texts.filter((_, at) => !written[at] && !isNull(nodes[at]!)).map((text) => t.typeOf(text).type);
  if (!others.includes('NUMERIC') || others.includes('FLOAT')) return [...texts];
  return texts.map((text, at) => (written[at] ? `CAST(${literal(written[at])} AS DECIMAL(38,9))` : text));
}

/** Whether one of the values is NUMERIC. */
export const hasNumeric = (values: readonly string[], t: Translation): boolean =>
  t.around.hasNumeric() && values.some((value) => t.typeOf(value).type === 'NUMERIC');

/** DuckDB's aggregates that it computes in DOUBLEs, by its names: whether the variance is a sample's, and whether its root is wanted. */
const deviations: Record<string, { isSample: boolean; isRoot: boolean }> = {
  var_samp: { isSample: true, isRoot: false },
  var_pop: { isSample: false, isRoot: false },
  stddev_samp: { isSample: true, isRoot: true },
  stddev_pop: { isSample: false, isRoot: true },
};

/**
 * An aggregate of NUMERICs, with an OVER clause or '': the mean, which is one, and deviations, exact until they become FLOAT64.
 * Undefined for other aggregates and values.
 */
export function emitNumericAggregate(
  name: string,
  value: string,
  distinct: string,
  t: Translation,
): ((over: string) => string) | undefined {
  const deviation = deviations[name];
  if ((name !== 'avg' && !deviation) || !hasNumeric([value], t)) return undefined;
  const part = (name: string, over: string) => `CAST(${name}(${distinct}${value})${over} AS DECIMAL(38,9))`;
  if (!deviation) return (over) => `bq_numeric_divide(${part('sum', over)}, ${part('count', over)})`;
  const root = deviation.isRoot ? 'sqrt' : '';
  return (over) => `${root}(bq_numeric_variance(list(${distinct}${value})${over}, ${deviation.isSample}))`;
}
