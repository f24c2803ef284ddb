/** What waits for what in a chain: steps, by the names in them. */
import type { ChainSpec } from '../../schemas/generated/types';
import { stepsIn, templatesOf } from './wiring';

type Steps = ChainSpec['steps'];

/** The steps that a step waits for before it begins: those that its templates and its route name. */
export function waitsFor(name: string, steps: Steps): string[] {
  const step = steps[name]!;
  const named = templatesOf(step).flatMap(({ template }) => stepsIn(template));
  return [...new Set([...Object.keys(step.when ?? {}), ...named])];
}

/** The same, and the step that would take its place. */
export function leadsTo(name: string, steps: Steps): string[] {
  const { fallback } = steps[name]!;
  return [...new Set([...waitsFor(name, steps), ...(fallback?.step === undefined ? [] : [fallback.step])])];
}

/** All that are behind these, themselves included, along `next`. */
export function reachedFrom(names: string[], next: (name: string) => string[]): Set<string> {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    next(name).forEach(visit);
  };
  names.forEach(visit);
  return reached;
}

/** The steps that are begun whatever happens: those behind the output, without those that only take another's place. */
export const begunAlways = ({ steps, output }: ChainSpec): Set<string> =>
  reachedFrom(stepsIn(output), (name) => waitsFor(name, steps));

/** A way from a step back to itself, in the order of waiting; undefined where there is none. */
export function circleIn(steps: Steps): string[] | undefined {
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (name: string): string[] | undefined => {
    const from = way.indexOf(name);
    if (from >= 0) return [...way.slice(from), name];
    if (done.has(name)) return undefined;
    way.push(name);
    for (const next of leadsTo(name, steps)) {
      const circle = visit(next);
      if (circle) return circle;
    }
    way.pop();
    done.add(name);
    return undefined;
  };
  for (const name of Object.keys(steps)) {
    const circle = visit(name);
    if (circle) return circle;
  }
  return undefined;
}
