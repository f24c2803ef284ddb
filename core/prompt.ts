/** The prompt: one template, read once into segments, that renders training examples in SQL and requests here. */
import type { GenerationSettings, PromptExample, PromptTemplate } from '../schemas/generated/types';
import { digest } from './digest';
import { PermanentError } from './errors';
import { fieldsIn, parseTemplate, type Segment } from './prompt-template';

export interface Prompt {
  system?: Segment[];
  user: Segment[];
  /** Every field, in order of first use. */
  fields: string[];
  /** Of each field, where the file says so: what callers have to send. */
  types?: Record<string, FieldType>;
  /** Stand before every question, as they are. */
  examples?: PromptExample[];
  /** How it is answered, where the file says so; the rest is as in the pipeline. */
  generation?: GenerationSettings;
  /**
   * Names all that is said in it: a model answers only prompts of the text it was tuned on. How it answers is not part of it, since
   * that is no matter of tuning: it is frozen with the run.
   */
  digest: string;
}

/** As prompt.yaml names it. */
export type FieldType = NonNullable<PromptTemplate['input']>['schema'][string];

/** A value a prompt can hold. Fractions are left out: the warehouse and JavaScript write some of them differently. */
export type FieldValue = string | number | boolean | null | undefined;

export function parsePrompt({ system, user, input, examples, generation }: PromptTemplate): Prompt {
  const parsed = { ...(system && { system: parseTemplate(system) }), user: parseTemplate(user) };
  return {
    ...parsed,
    fields: fieldsIn([...(parsed.system ?? []), ...parsed.user]),
    ...(input && { types: input.schema }),
    ...(examples && { examples }),
    ...(generation && { generation }),
    digest: digest({ ...(system && { system }), user, ...(examples && { examples }) }),
  };
}

/**
 * Renders by concatenation: a value is never read as a template. Null and undefined render as nothing, as in SQL.
 * @throws PermanentError for a value that is no text, whole number or boolean.
 */
export function render(segments: Segment[], values: Record<string, FieldValue>): string {
  return segments.map((segment) => ('literal' in segment ? segment.literal : text(segment.field, values))).join('');
}

function text(field: string, values: Record<string, FieldValue>): string {
  const value = Object.hasOwn(values, field) ? values[field] : undefined;
  if (value === null || value === undefined) return '';
  const isRenderable = ['string', 'boolean'].includes(typeof value) || Number.isSafeInteger(value);
  if (!isRenderable) throw new PermanentError(`${field} is not a text, a whole number or a boolean`);
  return String(value);
}

/**
 * The inverse of rendering: a text for each field with which the templates come to these texts. Where a value holds what stands
 * between two fields there are several; any of them asks the same.
 * @returns undefined when the templates have not made these texts
 */
export function valuesOf(
  { system = [], user, fields }: Prompt,
  rendered: { system?: string; user: string },
): Record<string, string> | undefined {
  const known = new Set<string>();
  const segments = [...system, { literal: boundary }, ...user];
  const pattern = segments.map((segment) => {
    if ('literal' in segment) return segment.literal.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
    const name = `field_${fields.indexOf(segment.field)}`;
    if (known.has(name)) return String.raw`\k<${name}>`;
    known.add(name);
    return `(?<${name}>[^]*?)`;
  });
  const match = new RegExp(`^${pattern.join('')}$`).exec(`${rendered.system ?? ''}${boundary}${rendered.user}`);
  return match ? Object.fromEntries(fields.map((field, i) => [field, match.groups![`field_${i}`]!])) : undefined;
}

/** Between the two texts; no text holds it, since it is no character. */
const boundary = '\uffff';
