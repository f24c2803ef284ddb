/** What a caller asks: a value for every field of the prompt, or of the chain, and nothing else. */
import type { CallersFields } from '../../../core/chain/wiring';
import type { FieldType, FieldValue, Prompt } from '../../../core/prompt';
import { HttpProblem } from '../../shared/http/problem';

/**
 * {"input": {field: value, …}}, or {"text": value} when the prompt has one field.
 * @throws HttpProblem 400 that names the field; also when there is nothing in any field of the question.
 */
export function readInput(body: unknown, { user, fields, types }: CallersFields): Record<string, FieldValue> {
  const problem = (detail: string): HttpProblem => new HttpProblem(400, detail, fixFor(fields));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw problem('the body is not a JSON object');
  const { text, input } = body as { text?: unknown; input?: unknown };
  if (text !== undefined && fields.length !== 1)
    throw problem(`"text" stands for the only field, and there are ${fields.length}`);

  const values = text === undefined ? input : { [fields[0]!]: text };
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw problem('there is no "input" object');
  const unknown = Object.keys(values).find((name) => !fields.includes(name));
  if (unknown !== undefined) throw problem(`the prompt has no field ${unknown}`);
  for (const field of fields) {
    const fault = faultOf((values as Record<string, unknown>)[field], types?.[field]);
    if (fault !== undefined) throw problem(`the field ${field} is ${fault}`);
  }
  checkAsks(user, values as Record<string, FieldValue>);
  return values as Record<string, FieldValue>;
}

/**
 * {"user": "…"}, whom it is asked for, or {"conversation": "…"}; undefined when the body names none.
 * @throws HttpProblem 400 for what is no name: all whom it stands for would be taken for one
 */
export function readName(body: unknown, field: 'user' | 'conversation', what: string): string | undefined {
  const name = (body as Record<string, unknown>)[field];
  if (name === undefined || name === null) return undefined;
  if (typeof name === 'string' && name !== '') return name;
  throw new HttpProblem(
    400,
    `"${field}" is not a text that names ${what}`,
    `send an id of the ${field}, or leave it out`,
  );
}

/** Some fields may be empty, as in training; where all of them are, the model would be asked nothing. */
function checkAsks(user: Prompt['user'], values: Record<string, FieldValue>): void {
  if (user.some((segment) => 'field' in segment && String(values[segment.field]).trim() !== '')) return;
  const fields = [...new Set(user.flatMap((segment) => ('field' in segment ? [segment.field] : [])))];
  if (fields.length === 0) return;
  const what =
    fields.length === 1 ? `the field ${fields[0]} is empty` : `the fields ${fields.join(', ')} are all empty`;
  throw new HttpProblem(400, what, 'give some text to ask about');
}

const typeNames = { string: 'a text', integer: 'a whole number', boolean: 'a boolean' };

/** Undefined of what the field takes. */
function faultOf(value: unknown, type: FieldType | undefined): string | undefined {
  if (value === undefined || value === null) return 'missing';
  const isRenderable = typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value);
  if (!isRenderable) return 'not a text, a whole number or a boolean';
  const isOfType = type === undefined || typeof value === (type === 'integer' ? 'number' : type);
  return isOfType ? undefined : `not ${typeNames[type]}`;
}

const fixFor = (fields: string[]): string => `send {"input": {${fields.map((field) => `"${field}": "…"`).join(', ')}}}`;
