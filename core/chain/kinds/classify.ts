/** classify: a base model says one of a few labels, of which routes are made. */
import type { SpecOf, StepKind } from './kind';

export const classifyStep: StepKind<SpecOf<'classify'>> = {
  title: 'one of a few labels',
  gives: () => 'label',
  takes: () => [],
  asks: ({ model, prompt, with: values }) => [{ path: [], model, prompt, ...(values && { with: values }) }],
  labels: ({ labels }) => labels,
};
