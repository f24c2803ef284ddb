/** Checks a row against its source's JSON Schema and says what is wrong in words. */
import { type ErrorObject } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { PermanentError } from '../shared/errors';

export type Row = Record<string, unknown>;

type RowSchema = { properties?: Record<string, { type?: string | string[] }> };

/** The reasons why a row is invalid, none when it is valid. Values of a CSV row are coerced in place to the schema's types. */
export type RowCheck = (row: Row) => string[];

/** @throws PermanentError when the schema itself cannot be used. */
export function compileRowCheck(schema: object, format: 'jsonl' | 'csv', source: string): RowCheck {
  const ajv = new Ajv2020({ allErrors: true, strict: false, coerceTypes: format === 'csv' });
  addFormats(ajv);
  const isValid = compiled(() => ajv.compile<Row>(schema), source);
  const isTextual = textual(schema);
  const integers = integerColumns(schema);

  return (row) => {
    // An empty cell of a column that is not text is no value at all.
    if (format === 'csv')
      for (const [name, value] of Object.entries(row)) if (value === '' && !isTextual(name)) delete row[name];
    return isValid(row) ? inexact(row, integers) : [...new Set((isValid.errors ?? []).map(reason))];
  };
}

/** JSON.parse rounds whole numbers beyond 2^53: a key would become another key. */
function inexact(row: Row, integers: string[]): string[] {
  return integers
    .filter((name) => typeof row[name] === 'number' && !Number.isSafeInteger(row[name]))
    .map((name) => `${name} is too large to be kept exactly: make it a string`);
}

function compiled<T>(compile: () => T, source: string): T {
  try {
    return compile();
  } catch (error) {
    const message = `the row schema of ${source} cannot be used: ${(error as Error).message}`;
    throw new PermanentError(message, { fix: 'correct the schema in the pipeline folder', cause: error });
  }
}

const integerColumns = ({ properties = {} }: RowSchema) =>
  Object.keys(properties).filter((name) => [properties[name]?.type].flat().includes('integer'));

function textual(schema: RowSchema): (name: string) => boolean {
  return (name) => {
    const type = schema.properties?.[name]?.type;
    return type === undefined || [type].flat().includes('string');
  };
}

/** One reason in words: "summary is missing", "age is not an integer". */
export function reason({ keyword, instancePath, params, message }: ErrorObject): string {
  const field = instancePath.slice(1).replaceAll('/', '.') || 'the row';
  const inside = instancePath ? `${field}.` : '';
  switch (keyword) {
    case 'required':
      return `${inside}${params.missingProperty} is missing`;
    case 'additionalProperties':
      return `${inside}${params.additionalProperty} is not a known field`;
    case 'type':
      return `${field} is not ${withArticle([params.type].flat().join(' or '))}`;
    case 'enum':
      return `${field} is not one of ${params.allowedValues.join(', ')}`;
    case 'minLength':
      return params.limit === 1 ? `${field} is empty` : `${field} is shorter than ${params.limit} characters`;
    case 'maxLength':
      return `${field} is longer than ${params.limit} characters`;
    case 'format':
      return `${field} is not ${withArticle(params.format)}`;
    default:
      return `${field} ${message}`;
  }
}

const withArticle = (noun: string) => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
