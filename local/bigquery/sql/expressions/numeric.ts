/** Operators whose value DuckDB computes otherwise when one side is NUMERIC. */
import type { Translation } from '../context';

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

/** Whether one of the values is NUMERIC. */
export const hasNumeric = (values: readonly string[], t: Translation): boolean =>
  t.around.hasNumeric() && values.some((value) => t.typeOf(value).type === 'NUMERIC');

/** The mean of NUMERICs, which is one, with an OVER clause or ''; undefined for other values. */
export function emitNumericMean(
  value: string,
  distinct: string,
  t: Translation,
): ((over: string) => string) | undefined {
  if (!t.around.hasNumeric() || t.typeOf(value).type !== 'NUMERIC') return undefined;
  const part = (name: string, over: string) => `CAST(${name}(${distinct}${value})${over} AS DECIMAL(38,9))`;
  return (over) => `bq_numeric_divide(${part('sum', over)}, ${part('count', over)})`;
}
