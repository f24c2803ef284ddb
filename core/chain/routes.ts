/** The routes of a chain: which of its steps are on them, by the labels that its classify steps have given. */
import type { ChainSpec } from '../../schemas/generated/types';
import { describedStep } from './kinds';
import { needsOf, type Need } from './needs';

/** A label for each classify step that decides. */
export type Labels = Record<string, string>;

type Steps = ChainSpec['steps'];

export const labelsOf = (wanted: string | string[]): string[] => [wanted].flat();

/** @returns for the labels of a route whether a step is on it: where its labels were given, and whatever it names is there */
export function routing(steps: Steps): (labels: Labels) => (step: string) => boolean {
  const rules = new Map(
    Object.entries(steps).map(([name, step]) => [
      name,
      { when: Object.entries(step.when ?? {}), needs: needsOf(step) },
    ]),
  );
  return (labels) => {
    const known = new Map<string, boolean>();
    const isOn = (name: string): boolean => {
      const found = known.get(name);
      if (found !== undefined) return found;
      const { when, needs } = rules.get(name)!;
      const isWanted = when.every(([by, wanted]) => isOn(by) && labelsOf(wanted).includes(labels[by]!));
      const is = isWanted && isGiven(needs, isOn);
      known.set(name, is);
      return is;
    };
    return isOn;
  };
}

/** Whether of each something is there. */
export const isGiven = (needs: Need[], isOn: (step: string) => boolean): boolean =>
  needs.every(({ steps, isOptional }) => isOptional || steps.some(isOn));

/** Every combination of labels that the steps in `when`s can give. */
export const everyRoute = (steps: Steps): Labels[] =>
  decidingIn(steps).reduce<Labels[]>(
    (routes, name) => routes.flatMap((route) => labelsIn(steps, name).map((label) => ({ ...route, [name]: label }))),
    [{}],
  );

/** How many combinations there are, without making them. */
export const countRoutes = (steps: Steps): number =>
  decidingIn(steps).reduce((product, name) => product * labelsIn(steps, name).length, 1);

const decidingIn = (steps: Steps): string[] => [
  ...new Set(Object.values(steps).flatMap(({ when = {} }) => Object.keys(when))),
];

const labelsIn = (steps: Steps, name: string): string[] => describedStep(steps[name]!).labels ?? [];
