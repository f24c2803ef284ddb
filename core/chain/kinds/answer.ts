/** answer: the model in production, with the prompt that it was tuned on. */
import type { SpecOf, StepKind } from './kind';

export const answerStep: StepKind<SpecOf<'answer'>> = {
  title: 'the model in production',
  gives: () => 'text',
  takes: () => [],
  asks: ({ with: values }) => [{ path: [], ...(values && { with: values }) }],
};
