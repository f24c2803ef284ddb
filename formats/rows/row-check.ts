/** Checks a row against its source's JSON Schema, and its fields against what a warehouse can hold, in words. */
import { type ErrorObject } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import { PermanentError } from '../../core/errors';
import { integerColumns, type Row, type RowSchema } from '../../core/row-schema';
import { isKeptExactly, isNumeral, whyNotKept } from '../json/numbers';
import { createFieldCheck, type UnstorableText } from './fields';
import { addFormats } from './timestamp-format';
import { addLengthKeywords } from './length-keywords';

export interface RowRules {
  source: string;
  rowSchema: RowSchema;
  /** A row with a longer text is invalid. */
  maxFieldCharacters: number;
  /** Values are coerced in place to the schema's types: all that a CSV file holds is text. */
  isCoerced: boolean;
  /** The schema was compiled before: whether it is one need not be asked again. */
  isKnownSchema?: boolean;
}

/** The reasons why a row is invalid, none when it is valid. */
export type RowCheck = (row: Row, mayHold?: UnstorableText) => string[];

/** More reasons than these are not told of one row. */
const maxReasons = 10;

/** @throws PermanentError when the schema itself cannot be used. */
export function compileRowCheck(rules: RowRules): RowCheck {
  const { rowSchema } = rules;
  const isValid = compile(rules, {});
  // Every reason is looked for only once there is one.
  let inAll: typeof isValid | undefined;
  const checkFields = createFieldCheck(rules);
  const integers = integerColumns(rowSchema);

  return (row, mayHold) => {
    const isRight = isValid(row);
    // Of the values as they are now: a number that came as text is none any more.
    const inFields = checkFields(row, mayHold);
    if (isRight) return integers.length === 0 ? inFields : [...inFields, ...inexact(row, integers)];
    inAll ??= compile({ ...rules, isKnownSchema: true }, { allErrors: true });
    const all = isLarge(row) || inAll(row) ? isValid.errors : inAll.errors;
    const reasons = [...new Set([...(all ?? []).map((error) => reason(error, row)), ...inFields])];
    if (reasons.length <= maxReasons) return reasons;
    return [
      ...reasons.slice(0, maxReasons),
      `there is more wrong with the row (${reasons.length - maxReasons} reasons)`,
    ];
  };
}

/** Knows what a schema is; learning that takes longer than all the rest, so one is kept. */
let metaschema: Ajv2020 | undefined;

function compile({ rowSchema, source, isCoerced, isKnownSchema }: RowRules, options: object) {
  const ajv = new Ajv2020({ strict: false, coerceTypes: isCoerced, validateSchema: false, ...options });
  addFormats(ajv);
  addLengthKeywords(ajv);
  try {
    if (!isKnownSchema) void (metaschema ??= new Ajv2020({ strict: false })).validateSchema(rowSchema, true);
    return ajv.compile<Row>(rowSchema);
  } catch (error) {
    const message = `the row schema of ${source} cannot be used: ${(error as Error).message}`;
    throw new PermanentError(message, { fix: 'correct the schema in the pipeline folder', cause: error });
  }
}

/** Only a list or an object can be wrong in more ways than a schema has words. */
const isLarge = (row: Row): boolean =>
  Object.values(row).some((value) => typeof value === 'object' && value !== null && Object.keys(value).length > 1000);

/** Beyond 2^53 a whole number may be another one that was rounded: a key would become another key. */
function inexact(row: Row, integers: string[]): string[] {
  const found: string[] = [];
  for (const name of integers)
    if (typeof row[name] === 'number' && !Number.isSafeInteger(row[name]))
      found.push(`${name} ${whyNotKept(String(row[name]))}`);
  return found;
}

/** One reason in words: "summary is missing", "age is not an integer". */
function reason({ keyword, instancePath, params, message }: ErrorObject, row: Row): string {
  const field = instancePath.slice(1).replaceAll('/', '.') || 'the row';
  const inside = instancePath ? `${field}.` : '';
  switch (keyword) {
    case 'required':
      return `${inside}${params.missingProperty} is missing`;
    case 'additionalProperties':
      return `${inside}${params.additionalProperty} is not a known field`;
    case 'type':
      if (valueAt(row, instancePath) === null) return `${field} is null`;
      return `${field} ${whyNoNumber(valueAt(row, instancePath), params.type) ?? `is not ${withArticle([params.type].flat().join(' or '))}`}`;
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

/** Of a number that came as a text because nothing else keeps it as it is. */
function whyNoNumber(value: unknown, type: string | string[]): string | undefined {
  if (typeof value !== 'string' || ![type].flat().some((each) => each === 'integer' || each === 'number'))
    return undefined;
  if (/^(NaN|[+-]?Infinity)$/.test(value)) return `is ${value}: write null, or leave it out`;
  return isNumeral(value) && !isKeptExactly(value) ? whyNotKept(value) : undefined;
}

/** @param pointer as RFC 6901 has it */
function valueAt(row: Row, pointer: string): unknown {
  const names = pointer.split('/').slice(1);
  const unescaped = names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return unescaped.reduce<unknown>((value, name) => (value as Row | undefined)?.[name], row);
}

const withArticle = (noun: string) => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
