/** retrieve: passages of a corpus that say something of a question. */
import type { SpecOf, StepKind } from './kind';

export const retrieveStep: StepKind<SpecOf<'retrieve'>> = {
  title: 'passages of a corpus',
  gives: () => 'passages',
  takes: ({ question }) => [{ path: ['question'], template: question, takes: 'text' }],
  asks: () => [],
};
