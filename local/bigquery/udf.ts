/** Functions that DuckDB calls back: FARM_FINGERPRINT, and JSON with BigQuery's forms of every type. */
import { ANY, BIGINT, DuckDBScalarFunction, VARCHAR, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { bigqueryFingerprint } from 'farmhash-modern';
import { exportScalar, exportText, toJsonString } from './json';
import { fieldOf, type Field } from './schema';
import { capitalize, casefold } from './texts';

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
  registerText(connection, 'bq_export_text', 1, exportText);
  registerText(connection, 'bq_normalize', 2, (text, form) => text.normalize(form!));
  registerText(connection, 'bq_casefold', 2, (text, form) => casefold(text.normalize(form!)).normalize(form!));
  registerText(connection, 'bq_initcap', 2, capitalize);
}

/** A function of texts, NULL where the first of them is. */
function registerText(
  connection: DuckDBConnection,
  name: string,
  parameters: 1 | 2,
  compute: (text: string, other: string | null) => string,
): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes: Array<typeof VARCHAR>(parameters).fill(VARCHAR),
      returnType: VARCHAR,
      specialHandling: true,
      mainFunction: (_info, input, output) => {
        const texts = input.getColumnVector(0);
        const others = parameters === 2 ? input.getColumnVector(1) : undefined;
        for (let row = 0; row < input.rowCount; row++) {
          const text = texts.getItem(row) as string | null;
          output.setItem(row, text === null ? null : compute(text, (others?.getItem(row) ?? null) as string | null));
        }
        output.flush();
      },
    }),
  );
}
