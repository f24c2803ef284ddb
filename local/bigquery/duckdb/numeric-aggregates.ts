/** Aggregates of NUMERICs, gathered in a list, that DuckDB would compute in DOUBLEs: exact until the last step. */
import {
  BOOLEAN,
  DECIMAL,
  DOUBLE,
  DuckDBDecimalValue,
  DuckDBScalarFunction,
  LIST,
  type DuckDBConnection,
  type DuckDBListValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { numericScale, rounded } from './numeric';

const numeric = DECIMAL(38, numericScale);
const unit = 10n ** BigInt(numericScale);

/** Registers them for the whole DuckDB instance; each passes NULLs over. */
export function registerNumericAggregates(connection: DuckDBConnection): void {
  /** bq_numeric_variance(values, whether they are a sample) */
  register(connection, 'bq_numeric_variance', BOOLEAN, DOUBLE, (values, isSample) => {
    const count = BigInt(values.length);
    const divisor = isSample ? count - 1n : count;
    if (divisor <= 0n) return null;
    const [sum, squares] = values.reduce(([sum, squares], value) => [sum + value, squares + value * value], [0n, 0n]);
    return quotient(count * squares - sum * sum, count * divisor * unit * unit);
  });
  /** bq_numeric_percentile(values, which part of them is below): between two neighbours in proportion. */
  register(connection, 'bq_numeric_percentile', numeric, numeric, (values, percentile) => {
    const part = (percentile as DuckDBDecimalValue).value;
    if (part < 0n || part > unit)
      throw new Error('The second argument to the function PERCENTILE_CONT must be in the range [0, 1]');
    if (values.length === 0) return null;
    const sorted = values.toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0));
    const place = part * BigInt(values.length - 1);
    const [at, share] = [Number(place / unit), place % unit];
    const between = sorted[at]! * (unit - share) + (sorted[at + 1] ?? 0n) * share;
    return new DuckDBDecimalValue(rounded(between, unit), 38, numericScale);
  });
}

function register(
  connection: DuckDBConnection,
  name: string,
  parameter: DuckDBType,
  returnType: DuckDBType,
  compute: (values: bigint[], argument: DuckDBValue) => DuckDBValue,
): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes: [LIST(numeric), parameter],
      returnType,
      mainFunction: (_info, input, output) => {
        const [lists, others] = [input.getColumnVector(0), input.getColumnVector(1)];
        for (let row = 0; row < input.rowCount; row++) {
          const [list, argument] = [lists.getItem(row) as DuckDBListValue | null, others.getItem(row) as DuckDBValue];
          const values = (list?.items ?? []).flatMap((item) =>
            item === null ? [] : (item as DuckDBDecimalValue).value,
          );
          output.setItem(row, argument === null ? null : compute(values, argument));
        }
        output.flush();
      },
    }),
  );
}

/** The nearest number, or its neighbour. */
function quotient(dividend: bigint, divisor: bigint): number {
  // More bits than a number has.
  const shift = BigInt(Math.max(0, divisor.toString(2).length - dividend.toString(2).length + 64));
  return Number((dividend << shift) / divisor) / 2 ** Number(shift);
}
