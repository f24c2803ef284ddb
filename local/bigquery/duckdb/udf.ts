/** Functions in JavaScript that DuckDB calls: FARM_FINGERPRINT, JSON in BigQuery's forms, and Unicode's forms of texts. */
import { ANY, BIGINT, DuckDBScalarFunction, VARCHAR, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { fieldOf } from '../rows/duck-types';
import { casefold } from '../../../core/casefold';
import { exportScalar, exportText, toJsonString } from '../rows/json';
import type { Field } from '../rows/schema';
import { createFingerprints } from './fingerprints';
import { capitalize } from './unicode';

/** What a vector of texts keeps: 16 bytes a text, which hold or point to its bytes. */
interface TextVector {
  dataView: DataView;
  validity: { itemValid(row: number): boolean };
}

/** What a vector of INT64 keeps before it is flushed. */
interface NumberVector {
  items: BigInt64Array;
}

/** Registers them for the whole DuckDB instance. */
export function registerFunctions(connection: DuckDBConnection): void {
  const writeFingerprint = createFingerprints();
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'bq_farm_fingerprint',
      parameterTypes: [VARCHAR],
      returnType: BIGINT,
      mainFunction: (_info, input, output) => {
        const { rowCount } = input;
        // The bytes as they lie there: a text of JavaScript between them and the hash would take longer than the hash.
        const { dataView, validity } = input.getColumnVector(0) as unknown as TextVector;
        const { buffer, byteOffset } = (output as unknown as NumberVector).items;
        const halves = new Int32Array(buffer, byteOffset, 2 * rowCount);
        for (let row = 0; row < rowCount; row++)
          if (validity.itemValid(row)) writeFingerprint(dataView, row, halves);
          else output.setItem(row, null);
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
        const { rowCount } = input;
        const values = input.getColumnVector(0);
        const field: Field = fieldOf({ name: 'value', type: values.type });
        for (let row = 0; row < rowCount; row++)
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
        const { rowCount } = input;
        const values = input.getColumnVector(0);
        const field: Field = fieldOf({ name: 'value', type: values.type });
        for (let row = 0; row < rowCount; row++) {
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
        const { rowCount } = input;
        const texts = input.getColumnVector(0);
        const others = parameters === 2 ? input.getColumnVector(1) : undefined;
        for (let row = 0; row < rowCount; row++) {
          const text = texts.getItem(row) as string | null;
          output.setItem(row, text === null ? null : compute(text, (others?.getItem(row) ?? null) as string | null));
        }
        output.flush();
      },
    }),
  );
}
