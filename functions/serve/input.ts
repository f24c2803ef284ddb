/** What a caller asks: a value for every field of the prompt, and nothing else. */
import type { FieldValue } from '../../core/prompt';
import { HttpProblem } from './http-problem';

/**
 * {"input": {field: value, …}}, or {"text": value} when the prompt has one field.
 * @throws HttpProblem 400 that names the field.
 */
export function readInput(body: unknown, fields: string[]): Record<string, FieldValue> {
  const fix = `send {"input": {${fields.map((field) => `"${field}": "…"`).join(', ')}}}`;
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new HttpProblem(400, 'the body is not a JSON object', fix);
  const { text, input } = body as { text?: unknown; input?: unknown };
  if (text !== undefined && fields.length !== 1)
    throw new HttpProblem(400, `"text" stands for the only field, and there are ${fields.length}`, fix);

  const values = text === undefined ? input : { [fields[0]!]: text };
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new HttpProblem(400, 'there is no "input" object', fix);
  const unknown = Object.keys(values).find((name) => !fields.includes(name));
  if (unknown !== undefined) throw new HttpProblem(400, `the prompt has no field ${unknown}`, fix);
  for (const field of fields) checkValue(field, (values as Record<string, unknown>)[field], fix);
  return values as Record<string, FieldValue>;
}

function checkValue(field: string, value: unknown, fix: string): void {
  if (value === undefined || value === null) throw new HttpProblem(400, `the field ${field} is missing`, fix);
  const isRenderable = typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value);
  if (!isRenderable) throw new HttpProblem(400, `the field ${field} is not a text, a whole number or a boolean`, fix);
}
