/** That whatever a chain names is there: steps, and fields of the caller. */
import { describedStep, type StepQuestion } from '../../core/chain/kinds';
import { namesIn, parseChainTemplate, showName, type Name } from '../../core/chain/template';
import type { ValuePath } from '../source-file';
import type { ChainContext } from './context';

/** @returns whether every template could be read and names what there is */
export function checkNames(context: ChainContext): boolean {
  const { chain, complain } = context;
  let isGood = true;
  const check = (path: ValuePath, template: string, where: string, within?: StepQuestion['within']): void => {
    for (const reason of problemsOf(template, context, within)) {
      isGood = false;
      complain(path, `${where}: ${reason}`);
    }
  };
  for (const [name, step] of Object.entries(chain.steps)) {
    const { kind, takes, asks } = describedStep(step);
    const where = `the step ${name}`;
    for (const { path, template } of takes) check(['steps', name, kind, ...path], template, where);
    for (const asked of asks)
      for (const [field, template] of Object.entries(asked.with ?? {}))
        check(['steps', name, kind, ...asked.path, 'with', field], template, where, asked.within);
    for (const by of Object.keys(step.when ?? {}))
      if (!Object.hasOwn(chain.steps, by)) {
        isGood = false;
        complain(['steps', name, 'when', by], `${where} is on a route of ${by}, and there is no such step`);
      }
    const instead = step.fallback?.step;
    if (instead !== undefined && !Object.hasOwn(chain.steps, instead)) {
      isGood = false;
      complain(['steps', name, 'fallback', 'step'], `${where} falls back to ${instead}, and there is no such step`);
    }
  }
  check(['output'], chain.output, 'the output');
  return isGood;
}

function problemsOf(template: string, { chain, input }: ChainContext, within?: StepQuestion['within']): string[] {
  try {
    return namesIn(parseChainTemplate(template)).flatMap((name) => problemOf(name, chain.steps, input, within));
  } catch (error) {
    return [(error as Error).message];
  }
}

function problemOf(name: Name, steps: object, input: string[], within?: StepQuestion['within']): string[] {
  if (name.of === 'step' && !Object.hasOwn(steps, name.step))
    return [`${showName(name)} names no step; there are ${Object.keys(steps).join(', ')}`];
  if (name.of === 'input' && !input.includes(name.field))
    return [`${showName(name)} names nothing that a caller sends: ${input.join(', ')}`];
  if ((name.of === 'part' || name.of === 'parts') && name.of !== within)
    return [`${showName(name)} is there only in the ${name.of === 'part' ? 'ask' : 'reduce'} of a map`];
  return [];
}
