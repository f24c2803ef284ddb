/** What a chain's steps are told: the templates behind the fields of prompts, and what a caller sends. */
import type { ChainSpec, ChainStep, Configuration } from '../../schemas/generated/types';
import { corpusRuleOf } from '../grounding/spec';
import { parsePrompt, type Prompt } from '../prompt';
import { describedStep, type StepQuestion } from './kinds';
import { namesIn, parseChainTemplate, type Name } from './template';

/** A template for each field of a prompt: the one that is written; within a map its part; or what the caller sends under that name. */
export function wiringOf({ with: values = {}, within }: StepQuestion, fields: string[]): Record<string, string> {
  const own = (field: string): string => (field === within ? `{{${field}}}` : `{{input.${field}}}`);
  return Object.fromEntries(fields.map((field) => [field, Object.hasOwn(values, field) ? values[field]! : own(field)]));
}

/** Every template that stands in a step, with where. */
export function templatesOf(step: ChainStep): { path: string[]; template: string }[] {
  const { kind, takes, asks } = describedStep(step);
  return [
    ...takes.map(({ path, template }) => ({ path: [kind, ...path], template })),
    ...asks.flatMap(({ path, with: values = {} }) =>
      Object.entries(values).map(([field, template]) => ({ path: [kind, ...path, 'with', field], template })),
    ),
  ];
}

/** What a step names: each time its alternatives. */
export const namedIn = (template: string): Name[][] =>
  parseChainTemplate(template).flatMap((piece) => ('names' in piece ? [piece.names] : []));

/** The steps that a template names. */
export const stepsIn = (template: string): string[] =>
  namesIn(parseChainTemplate(template)).flatMap((name) => (name.of === 'step' ? [name.step] : []));

const paragraph = { literal: '\n\n' };

/** Types are those of the prompt alone: a chain's fields have none. */
export type CallersFields = Pick<Prompt, 'user' | 'fields' | 'types'>;

/** What a caller sends, and the template of that as a text: the fields of a chain, or those of the prompt that the model was tuned on, but for what passages of a corpus are put into. */
export function callersFields(
  { pipeline, prompt: template }: Pick<Configuration, 'pipeline' | 'prompt'>,
  prompt: CallersFields = parsePrompt(template),
): CallersFields {
  const fields = pipeline.serving?.chain && chainInput(pipeline.serving.chain, prompt);
  if (fields) return { fields, user: fields.flatMap((field, at) => [...(at > 0 ? [paragraph] : []), { field }]) };
  const passages = corpusRuleOf(pipeline)?.field;
  return { ...prompt, fields: prompt.fields.filter((field) => field !== passages) };
}

export const chainInput = ({ input }: ChainSpec, { fields }: Pick<Prompt, 'fields'>): string[] => input ?? fields;
