/** Functions that DuckDB calls back: FARM_FINGERPRINT, and JSON with BigQuery's forms of every type. */
import { ANY, BIGINT, DuckDBScalarFunction, VARCHAR, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { bigqueryFingerprint } from 'farmhash-modern';
import { exportScalar, exportText, toJsonString } from './json';
import { fieldOf, type Field } from './schema';

/** Registers them for the whole DuckDB instance. */
export function registerFunctions(connection: DuckDBConnection): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'bq_farm_fingerprint',
      parameterTypes: [VARCHAR],
      returnType: BIGINT,
      mainFunction: (_info, input, output) => {
        const texts = input.getColumnVector(0);
        for (let row = 0; row < input.rowCount; row++) {
          const text = texts.getItem(row) as string | null;
          output.setItem(row, text === null ? null : bigqueryFingerprint(text));
        }
        output.flush();
      },
    }),
  );
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'bq_value_json',
      parameterTypes: [ANY],
      returnType: VARCHAR,
      specialHandling: true,
      mainFunction: (_info, input, output) => {
        const values = input.getColumnVector(0);
        const field: Field = fieldOf('value', values.type);
        for (let row = 0; row < input.rowCount; row++)
          output.setItem(row, toJsonString(values.getItem(row) as DuckDBValue, field));
        output.flush();
      },
    }),
  );
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'bq_export_scalar',
      parameterTypes: [ANY],
      returnType: VARCHAR,
      mainFunction: (_info, input, output) => {
        const values = input.getColumnVector(0);
        const field: Field = fieldOf('value', values.type);
        for (let row = 0; row < input.rowCount; row++) {
          const value = values.getItem(row) as DuckDBValue;
          output.setItem(row, value === null ? null : exportScalar(value, field));
        }
        output.flush();
      },
    }),
  );
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'bq_export_text',
      parameterTypes: [VARCHAR],
      returnType: VARCHAR,
      mainFunction: (_info, input, output) => {
        const texts = input.getColumnVector(0);
        for (let row = 0; row < input.rowCount; row++) {
          const text = texts.getItem(row) as string | null;
          output.setItem(row, text === null ? null : exportText(text));
        }
        output.flush();
      },
    }),
  );
}
