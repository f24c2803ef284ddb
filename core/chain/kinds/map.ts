/** map: a base model is asked about each part of a text, and again to combine what it said. */
import type { SpecOf, StepKind } from './kind';

export const mapStep: StepKind<SpecOf<'map'>> = {
  title: 'part by part',
  gives: ({ reduce }) => (reduce ? 'text' : 'list'),
  takes: ({ over, chunks }) => [{ path: ['over'], template: over, takes: chunks ? 'text' : 'items' }],
  asks: ({ ask, reduce }) => [
    { path: ['ask'], ...ask, within: 'part' },
    ...(reduce ? [{ path: ['reduce'], ...reduce, within: 'parts' as const }] : []),
  ],
};
