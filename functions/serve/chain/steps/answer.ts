/** answer: the model in production is asked. */
import type { Perform } from './step';

export const answer: Perform<'answer'> = (spec, { ask, signal, onText }) =>
  ask({ path: [], ...(spec.with && { with: spec.with }) }, { hearing: { signal, ...(onText && { onText }) } });
