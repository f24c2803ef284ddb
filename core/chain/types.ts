/** What stands behind a name of a chain, and where it may stand. */
import type { ChainFiles, ChainSpec } from '../../schemas/generated/types';
import { describedStep, type Taken, type ValueType } from './kinds';
import type { Name } from './template';

/** @returns the type; a reason where there is none */
export function typeNamed(
  name: Name,
  { steps }: Pick<ChainSpec, 'steps'>,
  files: Pick<ChainFiles, 'schemas'>,
): { type: ValueType } | { reason: string } {
  if (name.of !== 'step') return { type: 'text' };
  const { gives, schemaIn } = describedStep(steps[name.step]!);
  if (name.path.length === 0) return { type: gives };
  if (gives !== 'json') return { reason: `${name.step} gives ${typeInWords[gives]}, which has no fields` };
  const schema = schemaIn(files);
  if (!schema) return { reason: `nothing says what fields ${name.step} gives: name it as a whole` };
  const type = typeAt(schema, name.path);
  return type ? { type } : { reason: `the schema of ${name.step} has no field ${name.path.join('.')}` };
}

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
}

/** The type of a field that the schema describes; undefined for any other. */
function typeAt(schema: Schema, [field, ...path]: string[]): ValueType | undefined {
  if (field !== undefined) {
    const { properties = {} } = schema;
    return Object.hasOwn(properties, field) ? typeAt(properties[field]!, path) : undefined;
  }
  const types = [schema.type ?? (schema.enum?.every((each) => typeof each === 'string') ? 'string' : [])].flat();
  const written = types.filter((type) => type !== 'null');
  if (written.length > 0 && written.every((type) => ['string', 'number', 'integer', 'boolean'].includes(type)))
    return 'text';
  return written.length === 1 && written[0] === 'array' && schema.items?.type === 'string' ? 'list' : 'json';
}

/** Whether what is of this type may stand where that is taken. JSON is written into a text as JSON, passages with their numbers. */
export const mayStand = (type: ValueType, takes: Taken['takes']): boolean =>
  takes === 'any' || (takes === 'items' ? type === 'list' || type === 'passages' : type !== 'list');

export const typeInWords: Record<ValueType, string> = {
  text: 'a text',
  label: 'a label',
  list: 'a list',
  passages: 'passages',
  json: 'JSON',
};
