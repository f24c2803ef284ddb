/** What a step of a chain has to have before it can begin. */
import type { ChainStep } from '../../schemas/generated/types';
import type { Name } from './template';
import { namedIn, templatesOf } from './wiring';

/** A place of a template: the first of the steps that is on the route. */
export interface Need {
  steps: string[];
  /** Something else stands there where none of them is. */
  isOptional: boolean;
}

/** Each combination once: a step may name another many times. */
export function needsOf(step: ChainStep): Need[] {
  const needs = templatesOf(step).flatMap(({ template }) => needsIn(template));
  return [...new Map(needs.map((need) => [`${need.isOptional} ${need.steps.join(' ')}`, need])).values()];
}

/** Those of a template. */
export const needsIn = (template: string): Need[] =>
  namedIn(template).flatMap((names: Name[]) => {
    const steps = names.flatMap((name) => (name.of === 'step' ? [name.step] : []));
    return steps.length > 0 ? [{ steps, isOptional: steps.length < names.length }] : [];
  });
