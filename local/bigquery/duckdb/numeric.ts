/** NUMERIC's product, quotient and whole quotient, exact to the ninth decimal: DuckDB's keep other scales, and its quotient is a DOUBLE. */
import { DECIMAL, DuckDBDecimalValue, DuckDBScalarFunction, type DuckDBConnection } from '@duckdb/node-api';

/** How many decimals NUMERIC has. */
export const numericScale = 9;
const unit = 10n ** BigInt(numericScale);

/** The first value beyond NUMERIC, as a whole number of its last decimal (38 digits). */
const beyond = 10n ** 38n;

const numeric = DECIMAL(38, numericScale);

/** All take and give whole numbers of the ninth decimal; halves are rounded away from zero. */
const functions: Record<string, (left: bigint, right: bigint) => bigint> = {
  bq_numeric_multiply: (left, right) => inRange(rounded(left * right, unit), '*', left, right),
  bq_numeric_divide: (left, right) => {
    if (right === 0n) throw new Error(`division by zero: ${text(left)} / ${text(right)}`);
    return inRange(rounded(left * unit, right), '/', left, right);
  },
  bq_numeric_div: (left, right) => {
    if (right === 0n) throw new Error(`division by zero: DIV(${text(left)}, ${text(right)})`);
    return inRange((left / right) * unit, 'DIV', left, right);
  },
};

/** Registers them for the whole DuckDB instance. */
export function registerNumeric(connection: DuckDBConnection): void {
  for (const [name, compute] of Object.entries(functions)) {
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name,
        parameterTypes: [numeric, numeric],
        returnType: numeric,
        mainFunction: (_info, input, output) => {
          const { rowCount } = input;
          const [lefts, rights] = [input.getColumnVector(0), input.getColumnVector(1)];
          for (let row = 0; row < rowCount; row++) {
            const [left, right] = [lefts.getItem(row), rights.getItem(row)] as [
              DuckDBDecimalValue | null,
              DuckDBDecimalValue | null,
            ];
            output.setItem(
              row,
              left && right && new DuckDBDecimalValue(compute(left.value, right.value), 38, numericScale),
            );
          }
          output.flush();
        },
      }),
    );
  }
}

/** A quotient, halves away from zero. */
export function rounded(value: bigint, by: bigint): bigint {
  const [size, divisor] = [absolute(value), absolute(by)];
  const quotient = (2n * size + divisor) / (2n * divisor);
  return value < 0n === by < 0n ? quotient : -quotient;
}

function inRange(value: bigint, operator: string, left: bigint, right: bigint): bigint {
  if (absolute(value) >= beyond) throw new Error(`numeric overflow: ${text(left)} ${operator} ${text(right)}`);
  return value;
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

const text = (value: bigint): string =>
  new DuckDBDecimalValue(value, 38, numericScale).toString().replace(/\.?0+$/, '');
