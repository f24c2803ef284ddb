/** ask: a base model as it is, with a prompt of its own. */
import type { SpecOf, StepKind } from './kind';

export const askStep: StepKind<SpecOf<'ask'>> = {
  title: 'a base model',
  gives: () => 'text',
  takes: () => [],
  asks: (question) => [{ path: [], ...question }],
};
