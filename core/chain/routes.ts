/** The routes of a chain: which of its steps are on them, by the labels that its classify steps have given. */
import type { ChainSpec } from '../../schemas/generated/types';
import { describedStep } from './kinds';
import type { Name } from './template';
import { namedIn, templatesOf } from './wiring';

/** A label for each classify step that is on the route. */
export type Labels = Record<string, string>;

export const labelsOf = (wanted: string | string[]): string[] => [wanted].flat();

/** Whether a step is on the route: where its labels were given, and whatever it names is there. */
export function isOnRoute(name: string, { steps }: Pick<ChainSpec, 'steps'>, labels: Labels): boolean {
  const known = new Map<string, boolean>();
  const isOn = (each: string): boolean => {
    if (!known.has(each)) {
      const { when = {} } = steps[each]!;
      const isWanted = Object.entries(when).every(([by, wanted]) => isOn(by) && labelsOf(wanted).includes(labels[by]!));
      known.set(each, isWanted && templatesOf(steps[each]!).every(({ template }) => isGiven(template, isOn)));
    }
    return known.get(each)!;
  };
  return isOn(name);
}

/** Whether of each of a template's names an alternative is there. */
export const isGiven = (template: string, isOn: (step: string) => boolean): boolean =>
  namedIn(template).every((names: Name[]) => names.some((name) => name.of !== 'step' || isOn(name.step)));

/** Every combination of labels that the steps in `when`s can give. */
export function everyRoute({ steps }: Pick<ChainSpec, 'steps'>): Labels[] {
  const deciding = new Set(Object.values(steps).flatMap(({ when = {} }) => Object.keys(when)));
  return [...deciding].reduce<Labels[]>(
    (routes, name) =>
      routes.flatMap((route) => describedStep(steps[name]!).labels!.map((label) => ({ ...route, [name]: label }))),
    [{}],
  );
}

/** How many combinations there are, without making them. */
export function countRoutes({ steps }: Pick<ChainSpec, 'steps'>): number {
  const deciding = new Set(Object.values(steps).flatMap(({ when = {} }) => Object.keys(when)));
  return [...deciding].reduce((product, name) => product * (describedStep(steps[name]!).labels?.length ?? 1), 1);
}
