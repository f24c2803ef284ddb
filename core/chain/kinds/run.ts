/** run: a function of the pipeline's own, in JavaScript, from a file of its folder. */
import type { SpecOf, StepKind } from './kind';

export const runStep: StepKind<SpecOf<'run'>> = {
  title: 'a function of your own',
  gives: ({ gives }) => gives,
  takes: ({ with: values = {} }) =>
    Object.entries(values).map(([name, template]) => ({ path: ['with', name], template, takes: 'any' })),
  asks: () => [],
};
