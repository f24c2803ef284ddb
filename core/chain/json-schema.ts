/** A JSON Schema of a repair step, compiled: what the compiler finds good is what serve checks by. */
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** What is wrong with a value, in words; nothing where it fits. */
export type JsonCheck = (value: unknown) => string[];

/** @throws Error for what is no JSON Schema, or refers to what is not in it: nothing is fetched */
export function compileSchema(schema: object): JsonCheck {
  const ajv = addFormats.default(
    new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false, allowUnionTypes: true, logger: false }),
  );
  // Two steps may have schemas of the same $id.
  const validate = ajv.compile({ ...schema, $id: undefined });
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(inWords));
}

const inWords = ({ instancePath, message, params }: ErrorObject): string => {
  const { additionalProperty } = params as { additionalProperty?: string };
  const at = instancePath === '' ? 'the whole' : instancePath.slice(1).replaceAll('/', '.');
  return `${at} ${message ?? 'is invalid'}${additionalProperty === undefined ? '' : `: ${additionalProperty}`}`;
};
