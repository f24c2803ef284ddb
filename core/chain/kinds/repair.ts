/** repair: a text as JSON of a schema, which a base model mends where it is none. */
import type { SpecOf, StepKind } from './kind';

export const repairStep: StepKind<SpecOf<'repair'>> = {
  title: 'JSON of a schema',
  gives: () => 'json',
  takes: ({ text }) => [{ path: ['text'], template: text, takes: 'text' }],
  asks: ({ model }) => (model === undefined ? [] : [{ path: [], model }]),
  schema: ({ schema }, { schemas }) => schemas[schema],
};
